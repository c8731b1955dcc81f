namespace Monitas.BootServer.Tests.Dhcp;

public sealed class DhclientTests() : DhcpClientTests("dhclient");
