using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>Reads the network cards of this machine from sysfs.</summary>
internal static class NetworkInterfaces
{
    private const string Classes = "/sys/class/net";
    private const string EthernetType = "1";
    private const int AddressLength = 17;

    /// <summary>All cards of this machine.</summary>
    public static IReadOnlyList<LayoutNetworkInterface> All() => Read(Classes, SysFs.Text("/proc/net/route"));

    /// <summary>Those of them that take a cable: only their names matter to a machine that starts from the network.</summary>
    public static IReadOnlyList<LayoutNetworkInterface> Wired() => [.. All().Where(card => !IsWireless($"{Classes}/{card.Name}"))];

    /// <summary>
    /// The cards that are real devices (a bridge, a VPN or a container has no "device" in sysfs), in the order of their names, the one first over which
    /// the default route leads. A card in a bond shows its own address, not the bond's.
    /// </summary>
    /// <param name="directory">/sys/class/net.</param>
    /// <param name="routes">The content of /proc/net/route.</param>
    public static IReadOnlyList<LayoutNetworkInterface> Read(string directory, string routes)
    {
        if (!Directory.Exists(directory))
        {
            return [];
        }
        // Only the default route has a destination that 0.0.0.0 is in.
        string outward = RouteTable.InterfaceTo(IPAddress.Any, routes);
        return [.. Directory.GetDirectories(directory).Order(StringComparer.Ordinal)
            .Where(card => Directory.Exists(card + "/device") && SysFs.Text(card + "/type") == EthernetType)
            .Select(card => new LayoutNetworkInterface
            {
                Name = Path.GetFileName(card),
                MacAddress = OwnAddress(card),
                HasDefaultRoute = outward.Length > 0 && (outward == Path.GetFileName(card) || outward == MasterOf(card)),
            })
            .Where(card => card.MacAddress.Length == AddressLength && card.MacAddress != "00:00:00:00:00:00")
            .DistinctBy(card => card.MacAddress)
            .OrderByDescending(card => card.HasDefaultRoute)];
    }

    /// <summary>Is this card of sysfs a wireless one?</summary>
    public static bool IsWireless(string card) => Directory.Exists(card + "/wireless") || Path.Exists(card + "/phy80211");

    private static string OwnAddress(string card)
    {
        string ofBondSlave = SysFs.Text(card + "/bonding_slave/perm_hwaddr");
        return (ofBondSlave.Length > 0 ? ofBondSlave : SysFs.Text(card + "/address")).ToLowerInvariant();
    }

    /// <summary>The bridge or bond that the card is in; empty when it is in none.</summary>
    private static string MasterOf(string card) => Path.GetFileName(new FileInfo(card + "/master").LinkTarget ?? "");
}
