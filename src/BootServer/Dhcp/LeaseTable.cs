using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// All leases. A value: every change makes a new table, so that decisions stay pure. An address belongs to at most one card; a card has at
/// most one address in each subnet (one machine may be in several by VLANs). There are never more entries than addresses to hand out.
/// </summary>
internal sealed record LeaseTable
{
    /// <summary>No leases.</summary>
    public static readonly LeaseTable Empty = new();

    /// <summary>How long an offered address is kept for its card.</summary>
    public static readonly TimeSpan OfferTime = TimeSpan.FromMinutes(1);

    private ImmutableDictionary<MacAddress, ImmutableArray<Ipv4Address>> _byCard = ImmutableDictionary<MacAddress, ImmutableArray<Ipv4Address>>.Empty;
    private ImmutableArray<LeasePool> _pools = [];

    /// <summary>By address.</summary>
    public ImmutableDictionary<Ipv4Address, DhcpLease> Leases { get; private init; } = ImmutableDictionary<Ipv4Address, DhcpLease>.Empty;

    /// <summary>What must be kept and has not been yet, the latest first. The earliest of all times stands for a lease that its card gave up for another.</summary>
    public ImmutableStack<DhcpLease> Unsaved { get; init; } = [];

    /// <summary>The card's lease in a subnet, one that is over too; null: none.</summary>
    public DhcpLease? Find(MacAddress mac, DhcpSubnet subnet)
    {
        DhcpLease? latest = null;
        foreach (Ipv4Address address in _byCard.TryGetValue(mac, out ImmutableArray<Ipv4Address> held) ? held : [])
        {
            DhcpLease lease = Leases[address];
            latest = subnet.Contains(address) && (latest is null || lease.Expires > latest.Expires) ? lease : latest;
        }

        return latest;
    }

    /// <summary>Whether a card may have an address now: nobody else has it, and it does not rest.</summary>
    public bool IsFree(Ipv4Address address, MacAddress mac, DateTimeOffset now) =>
        Leases.GetValueOrDefault(address) is not { } lease || !lease.IsRunning(now) || (lease.Mac == mac && lease.State != LeaseState.Resting);

    /// <summary>
    /// Chooses an address: the one that is reserved for the client unless somebody else uses it now, else the card's own, else the one that it asks for, else one that nobody
    /// ever had, beginning at a place that follows from the card (so that a lost lease file changes little), else the one that is over longest, else
    /// one that was offered ten seconds ago and not taken (RFC 2131 3.1: an offered address need not be reserved).
    /// </summary>
    /// <returns>Null when every address is in use.</returns>
    public Ipv4Address? Choose(DhcpPacket request, DhcpSubnet subnet, DateTimeOffset now)
    {
        MacAddress mac = request.Chaddr;
        if (subnet.FindReserved(request) is { } reserved && IsFree(reserved, mac, now))
        {
            return reserved;
        }

        foreach (Ipv4Address? candidate in (ReadOnlySpan<Ipv4Address?>)[Find(mac, subnet)?.Address, request.Options.Address(DhcpOption.RequestedAddress)])
        {
            if (candidate is { } address && subnet.MayHandOut(address) && IsFree(address, mac, now))
            {
                return address;
            }
        }

        LeasePool pool = FindPool(subnet) ?? LeasePool.Make(subnet, Leases);
        return pool.ChooseFresh(mac) ?? pool.ChooseOldest(now) ?? pool.ChooseUntaken(now);
    }

    /// <summary>Ready to choose addresses of a subnet in a few steps; the first time this takes as long as its ranges are.</summary>
    public LeaseTable Prepare(DhcpSubnet subnet) => FindPool(subnet) is null ? this with { _pools = _pools.Add(LeasePool.Make(subnet, Leases)) } : this;

    /// <summary>With a lease in place of what stood for its address, and of the card's other one in that subnet.</summary>
    public LeaseTable With(DhcpLease lease, DhcpSubnet? subnet = null)
    {
        LeaseTable table = Without(lease.Address);
        if (subnet is not null && lease.State != LeaseState.Resting && table.Find(lease.Mac, subnet) is { } other)
        {
            table = table.Without(other.Address);
            table = other.State == LeaseState.Bound ? table with { Unsaved = table.Unsaved.Push(other with { Expires = DateTimeOffset.MinValue }) } : table;
        }

        return table with
        {
            Leases = table.Leases.SetItem(lease.Address, lease),
            _pools = Change(table._pools, lease.Address, pool => pool.With(lease)),
            _byCard = lease.State == LeaseState.Resting
                ? table._byCard
                : table._byCard.SetItem(lease.Mac, (table._byCard.TryGetValue(lease.Mac, out ImmutableArray<Ipv4Address> held) ? held : []).Add(lease.Address)),
            Unsaved = lease.State == LeaseState.Offered ? table.Unsaved : table.Unsaved.Push(lease),
        };
    }

    /// <summary>Without what stands for an address.</summary>
    public LeaseTable Without(Ipv4Address address)
    {
        if (Leases.GetValueOrDefault(address) is not { } lease)
        {
            return this;
        }

        ImmutableArray<Ipv4Address> left = _byCard.TryGetValue(lease.Mac, out ImmutableArray<Ipv4Address> held) ? held.Remove(address) : [];
        return this with
        {
            Leases = Leases.Remove(address),
            _pools = Change(_pools, address, pool => pool.Without(lease)),
            _byCard = left.IsEmpty ? _byCard.Remove(lease.Mac) : _byCard.SetItem(lease.Mac, left),
        };
    }

    private LeasePool? FindPool(DhcpSubnet subnet)
    {
        foreach (LeasePool pool in _pools)
        {
            if (pool.Subnet == subnet)
            {
                return pool;
            }
        }

        return null;
    }

    private static ImmutableArray<LeasePool> Change(ImmutableArray<LeasePool> pools, Ipv4Address address, Func<LeasePool, LeasePool> change)
    {
        for (int i = 0; i < pools.Length; i++)
        {
            if (pools[i].Subnet.Contains(address))
            {
                pools = pools.SetItem(i, change(pools[i]));
            }
        }

        return pools;
    }
}
