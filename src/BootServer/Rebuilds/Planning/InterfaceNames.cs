using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Which new network card takes the name of which old one. Settings name a card by the place it sits in ("enp0s31f6"), so without this a system that
/// comes back on other hardware has no network.
/// </summary>
internal static class InterfaceNames
{
    /// <summary>
    /// Cards that are still there keep what they have. The others are paired in order: first the ones over which the default route led and leads.
    /// </summary>
    /// <param name="before">The old cards, as the layout has them; it comes from a machine, so what is no name or address is left out.</param>
    /// <param name="macAddresses">The cards of the target, the one that it started from first.</param>
    public static IReadOnlyList<RenamedInterface> Pair(IReadOnlyList<LayoutNetworkInterface> before, IReadOnlyList<string> macAddresses)
    {
        HashSet<string> known = [.. before.Select(card => card.MacAddress)];
        IEnumerable<LayoutNetworkInterface> gone = before
            .Where(card => !macAddresses.Contains(card.MacAddress)).DistinctBy(card => card.Name).OrderByDescending(card => card.HasDefaultRoute);
        IEnumerable<string> fresh = macAddresses.Where(mac => !known.Contains(mac)).Distinct();
        return [.. gone.Zip(fresh, (old, mac) => new RenamedInterface(old.Name, old.MacAddress, mac)).Where(pair => pair.HasSoundWords())];
    }

    /// <summary>The step; null when no card is a new one.</summary>
    public static NameInterfaces? Step(IReadOnlyList<LayoutNetworkInterface> before, IReadOnlyList<string> macAddresses)
    {
        IReadOnlyList<RenamedInterface> pairs = Pair(before, macAddresses);
        return pairs.Count == 0 ? null : new NameInterfaces
        {
            Interfaces = pairs,
            Description = string.Join("; ", pairs.Select(pair => $"Call the network card {pair.NewMacAddress} {pair.Name}, as {pair.OldMacAddress} was called")),
        };
    }
}
