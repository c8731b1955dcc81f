namespace Monitas.BootServer.Tests.Dhcp;

public sealed class UdhcpcTests() : DhcpClientTests("udhcpc");
