using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>One network interface that is served, with what was found about it at the start.</summary>
/// <param name="Name">The kernel's name of it.</param>
/// <param name="Index">The kernel's number of it.</param>
/// <param name="Address">Our address there.</param>
/// <param name="PrefixLength">Bits of the subnet: 0..32.</param>
/// <param name="MtuBytes">The longest IP packet that it sends.</param>
/// <param name="HttpPort">The port of the plain HTTP server.</param>
internal sealed record NetbootInterface(string Name, int Index, Ipv4Address Address, int PrefixLength, int MtuBytes, int HttpPort)
{
    /// <summary>The subnet's mask.</summary>
    public Ipv4Address Mask => new(PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength));

    /// <summary>The URL of the plain HTTP server, without a slash at the end.</summary>
    public string HttpBase => HttpPort == 80 ? $"http://{Address}" : $"http://{Address}:{HttpPort}";

    /// <summary>Whether an address is in this subnet.</summary>
    public bool Contains(Ipv4Address address) => ((address.Value ^ Address.Value) & Mask.Value) == 0;
}
