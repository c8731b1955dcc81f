using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>All leases. A value: every change makes a new table, so that decisions stay pure. An address belongs to at most one card.</summary>
internal sealed record LeaseTable
{
    /// <summary>No leases.</summary>
    public static readonly LeaseTable Empty = new();

    /// <summary>By card.</summary>
    public ImmutableDictionary<MacAddress, DhcpLease> Leases { get; init; } = ImmutableDictionary<MacAddress, DhcpLease>.Empty;

    /// <summary>Addresses that a client found in use by a stranger, and until when they rest (UTC).</summary>
    public ImmutableDictionary<Ipv4Address, DateTimeOffset> Declined { get; init; } = ImmutableDictionary<Ipv4Address, DateTimeOffset>.Empty;

    /// <summary>The card's lease, expired ones too; null: none.</summary>
    public DhcpLease? Find(MacAddress mac) => Leases.GetValueOrDefault(mac);

    /// <summary>Whether a card may have an address now.</summary>
    public bool IsFree(Ipv4Address address, MacAddress mac, DateTimeOffset now) =>
        !IsDeclined(address, now) && !Leases.Values.Any(lease => lease.Address == address && lease.Mac != mac && lease.Expires > now);

    /// <summary>
    /// Chooses an address: the card's own, else the one that it asks for, else one that nobody ever had, else the one that expired first.
    /// </summary>
    /// <returns>Null when every address is in use.</returns>
    public Ipv4Address? Choose(MacAddress mac, Ipv4Address? wanted, DhcpSubnet subnet, DateTimeOffset now)
    {
        foreach (Ipv4Address? candidate in new[] { Find(mac)?.Address, wanted })
        {
            if (candidate is { } address && subnet.MayHandOut(address) && IsFree(address, mac, now))
            {
                return address;
            }
        }

        Dictionary<Ipv4Address, DateTimeOffset> expiry = Leases.Values.ToDictionary(lease => lease.Address, lease => lease.Expires);
        Ipv4Address? oldest = null;
        DateTimeOffset oldestExpiry = now;
        for (ulong value = subnet.First.Value; value <= subnet.Last.Value; value++)
        {
            Ipv4Address address = new((uint)value);
            if (!subnet.MayHandOut(address) || IsDeclined(address, now))
            {
                continue;
            }

            if (!expiry.TryGetValue(address, out DateTimeOffset expires))
            {
                return address;
            }

            if (expires <= oldestExpiry)
            {
                (oldest, oldestExpiry) = (address, expires);
            }
        }

        return oldest;
    }

    /// <summary>With a lease in place of the card's old one, and of an expired one that another card had on that address.</summary>
    public LeaseTable With(DhcpLease lease)
    {
        IEnumerable<MacAddress> replaced = Leases.Values.Where(old => old.Address == lease.Address && old.Mac != lease.Mac).Select(old => old.Mac);
        return this with { Leases = Leases.RemoveRange(replaced.ToList()).SetItem(lease.Mac, lease) };
    }

    /// <summary>Without the card's lease.</summary>
    public LeaseTable Without(MacAddress mac) => this with { Leases = Leases.Remove(mac) };

    /// <summary>With an address that rests; those that have rested enough are forgotten.</summary>
    public LeaseTable WithDeclined(Ipv4Address address, DateTimeOffset until, DateTimeOffset now)
    {
        List<Ipv4Address> rested = Declined.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList();
        return this with { Declined = Declined.RemoveRange(rested).SetItem(address, until) };
    }

    private bool IsDeclined(Ipv4Address address, DateTimeOffset now) => Declined.TryGetValue(address, out DateTimeOffset until) && until > now;
}
