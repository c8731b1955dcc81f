using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks;

namespace Monitas.Agent.Restart;

/// <summary>Finds the card under an interface, which may be a bridge, a bond or a VLAN, in sysfs.</summary>
/// <param name="directory">/sys/class/net, or what stands for it.</param>
internal sealed class NetworkCards(string directory = "/sys/class/net")
{
    /// <summary>A VLAN on a bridge on a bond is three deep.</summary>
    private const int MaxDepth = 4;

    /// <summary>The card for the boot image.</summary>
    /// <param name="name">The interface by which the server is reached; empty when that is not known.</param>
    /// <exception cref="RestartRefusedException">Only a wireless card is under it.</exception>
    public CardChoice Under(string name)
    {
        List<string> cards = [.. name.Length > 0 ? Cards(name, MaxDepth) : []];
        List<string> wired = [.. cards.Where(card => !NetworkInterfaces.IsWireless(Path.Combine(directory, card)))];
        if (cards.Count > 0 && wired.Count == 0)
        {
            throw new RestartRefusedException(
                $"this machine reaches the server over the air only (card {cards[0]}), and the boot image knows wired networks only: plug in a cable");
        }
        string address = wired.Select(AddressOf).FirstOrDefault(text => text.Length > 0) ?? "";
        IEnumerable<string> others = NetworkInterfaces.Read(directory, "").Select(card => card.MacAddress);
        return new CardChoice(address, [.. others.Prepend(address).Where(text => text.Length > 0).Distinct()]);
    }

    private IEnumerable<string> Cards(string name, int depth)
    {
        string path = Path.Combine(directory, name);
        if (Directory.Exists(Path.Combine(path, "device")))
        {
            return [name];
        }
        return depth == 0 || !Directory.Exists(path)
            ? []
            : Directory.EnumerateFileSystemEntries(path, "lower_*").Select(lower => Path.GetFileName(lower)["lower_".Length..]).Order(StringComparer.Ordinal)
                .SelectMany(lower => Cards(lower, depth - 1));
    }

    private string AddressOf(string card) => SysFs.Text(Path.Combine(directory, card, "address")).ToLowerInvariant();
}
