namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>One static route.</summary>
/// <param name="Destination">The subnet's address, its bits beyond the prefix zero.</param>
/// <param name="PrefixLength">The subnet's bits: 0 (the default route) to 32.</param>
/// <param name="Router">Where to send; 0.0.0.0: the subnet is on the client's own link.</param>
internal readonly record struct ClasslessRoute(Ipv4Address Destination, int PrefixLength, Ipv4Address Router)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Destination}/{PrefixLength} via {Router}";
}
