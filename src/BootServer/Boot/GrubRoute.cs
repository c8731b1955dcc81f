using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Where Debian's signed GRUB looks for its files when it was started over the network: at the "next server" (siaddr) of the DHCP server that
/// gave the machine its address. It never looks at a proxy's answer. Where that is not this server, GRUB asks a host that has nothing, for minutes,
/// and ends at its prompt for ever; so nobody may be sent there.
/// </summary>
/// <param name="LeadsHere">Whether it finds us.</param>
/// <param name="NeedsAddress">Whether it finds us only if the machine gets one of the reserved addresses.</param>
/// <param name="Reason">Why, or why not: a clause for a person.</param>
internal sealed record GrubRoute(bool LeadsHere, bool NeedsAddress, string Reason)
{
    private const string Mend = "set [netboot] pxe-addresses to a few addresses that it does not hand out, or its next-server to this server's address, or start the PC by UEFI HTTP Boot";

    /// <summary>None for a machine that would need a reserved address and cannot be given one.</summary>
    public static GrubRoute WithoutReservedAddress { get; } =
        new(false, false, "it cannot be given one of the reserved addresses ([netboot] pxe-addresses) the way it asks, so GRUB would not find this server");

    /// <summary>None for a machine that came to our PXE boot server with an address that we, who give the addresses, did not give it.</summary>
    public static GrubRoute OfAnotherServersAddress { get; } =
        new(false, false, "another DHCP server gave it its address, so GRUB would look for its files there: switch that server off, or set [netboot] mode = proxy");

    /// <summary>None for a machine that another network's DHCP server gives its address: what ours names says nothing about it.</summary>
    private static readonly GrubRoute ToAnotherNetwork =
        new(false, false, "it is on another network, and what the DHCP server there names as its next server is not known here: let it name this server and set [netboot] grub-next-server = yes, serve that network with mode = full, or start the PC by UEFI HTTP Boot");

    private static readonly GrubRoute FromAnotherNetwork =
        new(true, false, "it is on another network, whose DHCP server names this server as its next server ([netboot] grub-next-server), so GRUB finds it");

    /// <summary>Finds the route of a machine on the interface's own link, or behind a relay.</summary>
    /// <param name="mode">How this server takes part in DHCP.</param>
    /// <param name="own">This server's address.</param>
    /// <param name="reservedAddresses">How many addresses may be given to machines while they start; 0: none are set.</param>
    /// <param name="freeAddresses">How many of them are not in use now.</param>
    /// <param name="nextServers">The next server that each of the LAN's own DHCP servers names; null: none was heard yet.</param>
    /// <param name="isOnLink">Whether the machine is on that LAN: not behind a relay.</param>
    /// <param name="isNamedElsewhere">Whether the sysadmin says that the DHCP servers of the networks behind relays name this server.</param>
    public static GrubRoute Find(
        DhcpMode mode, Ipv4Address own, int reservedAddresses, int freeAddresses, IReadOnlyList<Ipv4Address>? nextServers, bool isOnLink = true, bool isNamedElsewhere = false)
    {
        if (mode != DhcpMode.Proxy)
        {
            return mode == DhcpMode.Full
                ? new GrubRoute(true, false, "this server gives out the addresses, so GRUB finds it")
                : new GrubRoute(false, false, "another DHCP server names the boot files");
        }

        if (!isOnLink)
        {
            return isNamedElsewhere ? FromAnotherNetwork : ToAnotherNetwork;
        }

        bool heard = nextServers is { Count: > 0 };
        if (heard && nextServers!.All(next => next == own))
        {
            return new GrubRoute(true, false, "the LAN's DHCP server names this server as its next server, so GRUB finds it");
        }

        if (reservedAddresses > 0)
        {
            return freeAddresses > 0
                ? new GrubRoute(true, true, "it gets one of the reserved addresses while it starts, so GRUB finds this server")
                : new GrubRoute(false, false, $"all {reservedAddresses} reserved addresses ([netboot] pxe-addresses) are in use, so GRUB would not find this server");
        }

        return new GrubRoute(false, false, heard
            ? $"the LAN's DHCP server makes GRUB look for its files {Where(nextServers!.First(next => next != own))}: {Mend}"
            : $"the LAN's DHCP server was not heard yet, and GRUB looks for its files where that one says: {Mend}");
    }

    private static string Where(Ipv4Address next) => next.IsAny ? "nowhere" : $"at {next}";
}
