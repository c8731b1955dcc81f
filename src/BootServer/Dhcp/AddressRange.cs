using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>Addresses that follow each other.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last, at or after the first.</param>
internal readonly record struct AddressRange(Ipv4Address First, Ipv4Address Last)
{
    /// <summary>How many addresses.</summary>
    public ulong Size => (ulong)Last.Value - First.Value + 1;

    /// <summary>Whether an address is one of them.</summary>
    public bool Contains(Ipv4Address address) => address.CompareTo(First) >= 0 && address.CompareTo(Last) <= 0;

    /// <summary>Whether some address is in both.</summary>
    public bool Overlaps(AddressRange other) => other.First.CompareTo(Last) <= 0 && other.Last.CompareTo(First) >= 0;

    /// <summary>Reads "10.0.0.100-10.0.0.199" or one address.</summary>
    public static bool TryParse(string text, out AddressRange range)
    {
        string[] parts = text.Split('-', 2);
        range = default;
        if (!Ipv4Address.TryParse(parts[0].Trim(), out Ipv4Address first) || !Ipv4Address.TryParse(parts[^1].Trim(), out Ipv4Address last) || first.CompareTo(last) > 0)
        {
            return false;
        }

        range = new AddressRange(first, last);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{First} to {Last}";
}
