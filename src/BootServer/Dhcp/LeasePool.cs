using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// The addresses of one subnet that anybody may get, in the orders in which they are chosen, so that the search for one takes a few steps also in a
/// large range that is full. A value, like the <see cref="LeaseTable"/> that keeps it in step with its leases.
/// </summary>
internal sealed record LeasePool
{
    /// <summary>After this an offer that was not taken yields to another client when there is no other address: who makes up cards must not keep them all.</summary>
    private static readonly TimeSpan SureOfferTime = TimeSpan.FromSeconds(10);

    /// <summary>For which no lease stands.</summary>
    private ImmutableSortedSet<Ipv4Address> _fresh = [];
    private ImmutableSortedSet<(DateTimeOffset Expires, Ipv4Address Address)> _byAge = [];

    /// <summary>Those of <see cref="_byAge"/> that are offered.</summary>
    private ImmutableSortedSet<(DateTimeOffset Expires, Ipv4Address Address)> _offered = [];

    /// <summary>The subnet.</summary>
    public required DhcpSubnet Subnet { get; init; }

    /// <summary>Makes one; takes as long as the subnet's ranges are.</summary>
    /// <param name="subnet">The subnet.</param>
    /// <param name="leases">All leases.</param>
    public static LeasePool Make(DhcpSubnet subnet, IReadOnlyDictionary<Ipv4Address, DhcpLease> leases)
    {
        List<Ipv4Address> all = [];
        for (ulong place = 0; place < subnet.Size; place++)
        {
            all.Add(subnet.At(place));
        }

        ILookup<bool, Ipv4Address> isLeased = all.Where(subnet.MayHandOut).ToLookup(leases.ContainsKey);
        DhcpLease[] leased = [.. isLeased[true].Select(address => leases[address])];
        return new LeasePool
        {
            Subnet = subnet,
            _fresh = [.. isLeased[false]],
            _byAge = [.. leased.Select(Key)],
            _offered = [.. leased.Where(lease => lease.State == LeaseState.Offered).Select(Key)],
        };
    }

    /// <summary>With a lease for an address for which none stands.</summary>
    public LeasePool With(DhcpLease lease) => !Subnet.MayHandOut(lease.Address) ? this : this with
    {
        _fresh = _fresh.Remove(lease.Address),
        _byAge = _byAge.Add(Key(lease)),
        _offered = lease.State == LeaseState.Offered ? _offered.Add(Key(lease)) : _offered,
    };

    /// <summary>Without a lease that stands.</summary>
    public LeasePool Without(DhcpLease lease) => !Subnet.MayHandOut(lease.Address) ? this : this with
    {
        _fresh = _fresh.Add(lease.Address),
        _byAge = _byAge.Remove(Key(lease)),
        _offered = _offered.Remove(Key(lease)),
    };

    /// <summary>One that nobody ever had: the next one from a place that follows from the card.</summary>
    public Ipv4Address? ChooseFresh(MacAddress mac)
    {
        if (_fresh.IsEmpty)
        {
            return null;
        }

        Ipv4Address start = Subnet.At(unchecked(mac.Value * 0x9e3779b97f4a7c15UL) % Subnet.Size);
        int index = _fresh.IndexOf(start);
        return _fresh[(index < 0 ? ~index : index) % _fresh.Count];
    }

    /// <summary>The one whose lease is over longest.</summary>
    public Ipv4Address? ChooseOldest(DateTimeOffset now) => First(_byAge, now);

    /// <summary>The one that was offered first, ten seconds ago at least, and not taken (RFC 2131 3.1: an offered address need not be reserved).</summary>
    public Ipv4Address? ChooseUntaken(DateTimeOffset now) => First(_offered, now + LeaseTable.OfferTime - SureOfferTime);

    private static Ipv4Address? First(ImmutableSortedSet<(DateTimeOffset Expires, Ipv4Address Address)> leases, DateTimeOffset latest) =>
        !leases.IsEmpty && leases.Min is var (expires, address) && expires <= latest ? address : null;

    private static (DateTimeOffset Expires, Ipv4Address Address) Key(DhcpLease lease) => (lease.Expires, lease.Address);
}
