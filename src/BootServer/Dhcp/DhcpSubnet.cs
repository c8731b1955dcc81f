using System;
using System.Collections.Generic;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>The one subnet that full DHCP serves.</summary>
/// <param name="Server">Our address in it.</param>
/// <param name="Mask">Its mask.</param>
/// <param name="First">The first address to hand out.</param>
/// <param name="Last">The last address to hand out.</param>
/// <param name="Router">The default gateway; null: none is announced.</param>
/// <param name="DnsServers">The name servers; empty: none are announced.</param>
/// <param name="LeaseTime">How long an address may be used.</param>
internal sealed record DhcpSubnet(
    Ipv4Address Server,
    Ipv4Address Mask,
    Ipv4Address First,
    Ipv4Address Last,
    Ipv4Address? Router,
    IReadOnlyList<Ipv4Address> DnsServers,
    TimeSpan LeaseTime)
{
    /// <summary>The subnet's broadcast address.</summary>
    public Ipv4Address BroadcastAddress => new(Server.Value | ~Mask.Value);

    /// <summary>Whether an address is in the subnet.</summary>
    public bool Contains(Ipv4Address address) => ((address.Value ^ Server.Value) & Mask.Value) == 0;

    /// <summary>Whether an address may be handed out: in the range, and not the network's, a broadcast, ours, the router's or a name server's.</summary>
    public bool MayHandOut(Ipv4Address address)
    {
        bool inRange = address.CompareTo(First) >= 0 && address.CompareTo(Last) <= 0 && Contains(address);
        bool special = address == Server || address == Router || address == BroadcastAddress || address.Value == (Server.Value & Mask.Value);
        foreach (Ipv4Address server in DnsServers)
        {
            special |= address == server;
        }

        return inRange && !special;
    }
}
