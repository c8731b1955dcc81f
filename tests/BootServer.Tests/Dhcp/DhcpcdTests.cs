namespace Monitas.BootServer.Tests.Dhcp;

public sealed class DhcpcdTests() : DhcpClientTests("dhcpcd");
