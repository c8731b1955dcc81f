using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>One subnet that full DHCP serves, on our own link or behind a relay.</summary>
/// <param name="Network">Its address.</param>
/// <param name="PrefixLength">Its bits: 0 to 32.</param>
internal sealed record DhcpSubnet(Ipv4Address Network, int PrefixLength)
{
    /// <summary>What is handed out to anybody.</summary>
    public IReadOnlyList<AddressRange> Ranges { get; init; } = [];

    /// <summary>What is handed out to one client each.</summary>
    public IReadOnlyList<DhcpReservation> Reservations { get; init; } = [];

    /// <summary>Addresses of ours in it: never handed out.</summary>
    public IReadOnlyList<Ipv4Address> Ours { get; init; } = [];

    /// <summary>The default gateway; null: none is announced.</summary>
    public Ipv4Address? Router { get; init; }

    /// <summary>The name servers, the best first.</summary>
    public IReadOnlyList<Ipv4Address> DnsServers { get; init; } = [];

    /// <summary>The time servers, the best first.</summary>
    public IReadOnlyList<Ipv4Address> NtpServers { get; init; } = [];

    /// <summary>The domain of the clients' names; empty: none is announced.</summary>
    public string Domain { get; init; } = "";

    /// <summary>The domains in which clients look for short names.</summary>
    public IReadOnlyList<string> SearchDomains { get; init; } = [];

    /// <summary>Static routes besides the default gateway.</summary>
    public IReadOnlyList<ClasslessRoute> Routes { get; init; } = [];

    /// <summary>How long an address may be used.</summary>
    public TimeSpan LeaseTime { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Its mask.</summary>
    public Ipv4Address Mask => new(PrefixLength == 0 ? 0 : uint.MaxValue << (32 - PrefixLength));

    /// <summary>Its broadcast address.</summary>
    public Ipv4Address BroadcastAddress => new(Network.Value | ~Mask.Value);

    /// <summary>How many addresses its ranges have.</summary>
    public ulong Size => Ranges.Aggregate(0UL, (sum, range) => sum + range.Size);

    /// <summary>The address at a place in its ranges.</summary>
    /// <param name="place">0 to <see cref="Size"/> - 1.</param>
    public Ipv4Address At(ulong place)
    {
        foreach (AddressRange range in Ranges)
        {
            if (place < range.Size)
            {
                return new Ipv4Address((uint)(range.First.Value + place));
            }

            place -= range.Size;
        }

        throw new ArgumentOutOfRangeException(nameof(place));
    }

    /// <summary>Whether an address is in it.</summary>
    public bool Contains(Ipv4Address address) => ((address.Value ^ Network.Value) & Mask.Value) == 0;

    /// <summary>Whether somebody else must have an address: the network's, a broadcast, ours, the router's or a name server's.</summary>
    public bool IsSpecial(Ipv4Address address) =>
        address == Network || address == BroadcastAddress || address == Router || Ours.Contains(address) || DnsServers.Contains(address);

    /// <summary>Whether an address may be handed out to anybody: in a range, neither special nor reserved.</summary>
    public bool MayHandOut(Ipv4Address address)
    {
        foreach (AddressRange range in Ranges)
        {
            if (range.Contains(address))
            {
                return Contains(address) && !IsSpecial(address) && !Reservations.Any(reservation => reservation.Address == address);
            }
        }

        return false;
    }

    /// <summary>The address that is reserved for a client; null: none.</summary>
    public Ipv4Address? FindReserved(DhcpPacket request)
    {
        foreach (DhcpReservation reservation in Reservations)
        {
            if (reservation.IsFor(request))
            {
                return reservation.Address;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Network}/{PrefixLength}";
}
