using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>An address that only one client gets. It may lie in a range or outside of all.</summary>
/// <param name="Address">The address.</param>
/// <param name="Mac">The client's card; null: it is known by its identifier.</param>
/// <param name="ClientIdentifier">The client's option 61 in hexadecimal, lower case; empty: it is known by its card.</param>
internal sealed record DhcpReservation(Ipv4Address Address, MacAddress? Mac, string ClientIdentifier)
{
    /// <summary>Whether a client is the one.</summary>
    public bool IsFor(DhcpPacket request) => Mac is { } mac
        ? mac == request.Chaddr
        : request.Options[DhcpOption.ClientIdentifier] is { } identifier && Convert.ToHexStringLower(identifier) == ClientIdentifier;
}
