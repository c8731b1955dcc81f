using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Tests.Boot;

/// <summary>The loopback interface as one to serve.</summary>
internal static class Loopback
{
    public static readonly NetbootInterface Interface = new("lo", 1, new Ipv4Address(0x7f000001), 8, 65536, 8080);
}
