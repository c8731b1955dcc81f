using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Dhcp;

/// <summary>
/// Beside the LAN's own DHCP server: one of a few reserved addresses for a boot loader that looks for its next file only where its address
/// came from (Debian's signed GRUB). Firmware prefers an offer with address and boot file over an address alone plus a ProxyDHCP offer, even
/// when it comes half a second later. The system asks the LAN's server later as usual. Pure, like <see cref="FullDhcp"/>.
/// </summary>
internal sealed class PxeOnlyDhcp
{
    /// <summary>Long enough for a slow loader that does not renew, short enough for few addresses.</summary>
    private static readonly TimeSpan LeaseTime = TimeSpan.FromMinutes(10);

    private const int MostAddresses = 256;

    private readonly NetbootInterface _server;
    private readonly DhcpSubnet _subnet;
    private readonly FullDhcp _addresses;

    /// <summary>Makes one for an interface.</summary>
    /// <param name="server">The interface.</param>
    /// <param name="range">The reserved addresses, in the interface's subnet.</param>
    public PxeOnlyDhcp(NetbootInterface server, AddressRange range)
    {
        _server = server;
        _subnet = new DhcpSubnet(new Ipv4Address(server.Address.Value & server.Mask.Value), server.PrefixLength)
        {
            Ranges = [range],
            Ours = [server.Address],
            LeaseTime = LeaseTime,
        };
        _addresses = new FullDhcp(server, new DhcpSubnets([_subnet]));
    }

    /// <summary>How many addresses are reserved.</summary>
    public int Reserved => (int)_subnet.Size;

    /// <summary>Whether an address is one of them.</summary>
    public bool IsReserved(Ipv4Address address) => _subnet.MayHandOut(address);

    /// <summary>How many of them a machine may have now.</summary>
    public int CountFree(MacAddress mac, LeaseTable leases, DateTimeOffset now)
    {
        int free = 0;
        for (ulong place = 0; place < _subnet.Size; place++)
        {
            Ipv4Address address = _subnet.At(place);
            free += _subnet.MayHandOut(address) && leases.IsFree(address, mac, now) ? 1 : 0;
        }

        return free;
    }

    /// <summary>Checks the setting against the interfaces.</summary>
    /// <returns>A sentence for what is wrong.</returns>
    public static IReadOnlyList<string> Check(IReadOnlyList<NetbootInterface> servers, NetbootSettings settings) =>
        settings.PxeAddresses is { Size: > MostAddresses } ? [$"pxe-addresses in [netboot] are for a few PCs at a time: at most {MostAddresses} addresses."] :
        settings.PxeAddresses is { } range && !servers.Any(server => server.Contains(range.First) && server.Contains(range.Last))
            ? [$"pxe-addresses {range} in [netboot] are in no subnet that is served ({string.Join(", ", servers.Select(server => $"{server.Address}/{server.PrefixLength} on {server.Name}"))})."]
            : [];

    /// <summary>Decides about one message to port 67.</summary>
    /// <param name="request">The message.</param>
    /// <param name="wantsAddress">Whether the boot policy gives this client an address.</param>
    /// <param name="leases">The leases of the reserved addresses.</param>
    /// <param name="now">The time (UTC).</param>
    /// <param name="addBoot">Adds the boot part to an offer or an acknowledgement.</param>
    /// <returns>The decision; null when this is not its business: a plain ProxyDHCP answers, or nobody.</returns>
    public (DhcpDecision? Decision, LeaseTable Leases) Decide(
        DhcpPacket request, bool wantsAddress, LeaseTable leases, DateTimeOffset now, Func<DhcpPacket, DhcpPacket> addBoot)
    {
        bool isOnOurLink = request.Giaddr.IsAny;
        DhcpLease? held = leases.Find(request.Chaddr, _subnet);
        bool isForUs = request.MessageType switch
        {
            DhcpMessageType.Discover => wantsAddress,
            DhcpMessageType.Request when request.Options.Address(DhcpOption.ServerIdentifier) is { } chosen => chosen == _server.Address || held is not null,
            DhcpMessageType.Request => held is not null && held.IsRunning(now) && held.Address == Wanted(request),
            DhcpMessageType.Decline or DhcpMessageType.Release => held is not null,
            _ => false,
        };
        if (!isForUs || !isOnOurLink)
        {
            return (null, leases);
        }

        // Its only subnet is that of the link, so it does not matter how the message came.
        (DhcpDecision decision, LeaseTable after) = _addresses.Decide(request, isBroadcast: true, leases, now, addBoot);
        bool isFull = request.MessageType == DhcpMessageType.Discover && decision.Reply is null;
        return (isFull ? null : decision, after);
    }

    private static Ipv4Address? Wanted(DhcpPacket request) => request.Ciaddr.IsAny ? request.Options.Address(DhcpOption.RequestedAddress) : request.Ciaddr;
}
