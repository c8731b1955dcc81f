using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>The addresses that one interface gives: as the LAN's DHCP server, a few as a PXE-only server beside it, or none.</summary>
/// <param name="Full">The LAN's DHCP server; null: we are not.</param>
/// <param name="PxeOnly">The PXE-only server; null: no addresses are reserved for that.</param>
/// <param name="Book">The leases.</param>
internal sealed record DhcpAddresses(FullDhcp? Full, PxeOnlyDhcp? PxeOnly, LeaseBook Book)
{
    /// <summary>How many addresses are reserved for boot loaders beside another DHCP server.</summary>
    public int ReservedForPxe => PxeOnly?.Reserved ?? 0;

    /// <summary>No addresses.</summary>
    public static DhcpAddresses None() => new(null, null, new LeaseBook(null));

    /// <summary>As the LAN's DHCP server.</summary>
    public static DhcpAddresses OfLan(NetbootInterface server, DhcpSubnets subnets, LeaseBook book) => new(new FullDhcp(server, subnets), null, book);

    /// <summary>A few, for boot loaders. They are kept in memory only: after a restart an address in use is found by the probe.</summary>
    public static DhcpAddresses OfPxe(NetbootInterface server, AddressRange range) => new(null, new PxeOnlyDhcp(server, range), new LeaseBook(null));

    /// <summary>How many of them a machine may have now: its own counts as free.</summary>
    public int FreeForPxe(MacAddress mac, DateTimeOffset now) => PxeOnly?.CountFree(mac, Book.Leases, now) ?? 0;

    /// <summary>Whether an address is one of them: who has it, has it from us.</summary>
    public bool IsForPxe(Ipv4Address address) => PxeOnly?.IsReserved(address) ?? false;

    /// <summary>Whether, as the LAN's DHCP server, we gave this card the address that it uses; true where we are not that server.</summary>
    public bool GaveOrNeedNot(MacAddress mac, Ipv4Address address, DateTimeOffset now) =>
        Full is null || (Book.Leases.Leases.TryGetValue(address, out DhcpLease? lease) && lease.Mac == mac && lease.State == LeaseState.Bound && lease.IsRunning(now));

    /// <summary>Decides about one message to port 67.</summary>
    /// <returns>The decision; null when no address is given here.</returns>
    public (DhcpDecision? Decision, LeaseTable Leases) Decide(
        DhcpPacket request, bool isBroadcast, bool wantsAddress, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot) => this switch
        {
            { Full: { } full } => full.Decide(request, isBroadcast, leases, now, addBoot),
            { PxeOnly: { } pxeOnly } => pxeOnly.Decide(request, wantsAddress, leases, now, addBoot),
            _ => (null, leases),
        };
}
