using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Says what makes the arrays, LUKS devices, volume groups and btrfs of a layout unusable for planning. What passes has names that are safe on a
/// command line, lies on what there is without a circle, uses no device twice, and cannot make the planner's arithmetic overflow.
/// </summary>
internal static class ContainerCheck
{
    /// <summary>More of a kind than any PC has: it also bounds how deep they can lie on each other.</summary>
    private const int MaxOfAKind = 256;

    private const string Advice = "make a new backup while the machine runs, or rebuild from another archive.";

    private sealed record Container(string Name, IReadOnlyList<string> Parts, IReadOnlyList<string> Makes, bool IsSound);

    /// <summary>Everything wrong, one sentence each; a layout without any of these has nothing wrong here.</summary>
    public static IReadOnlyList<string> Problems(MachineLayout layout)
    {
        if (layout.Arrays.Count > MaxOfAKind || layout.Encryptions.Count > MaxOfAKind || layout.VolumeGroups.Count > MaxOfAKind)
        {
            return [$"The archive's layout has more than {MaxOfAKind} arrays, LUKS devices or volume groups: {Advice}"];
        }

        List<Container> containers = Containers(layout);
        List<string> problems = [.. containers.Where(c => !c.IsSound || c.Parts.Count == 0).Select(c => $"The archive's layout of {c.Name} contradicts itself: {Advice}")];
        HashSet<string> known = [.. layout.Disks.SelectMany(d => d.Partitions.Select(p => LayoutDeviceNames.Partition(d.Name, p.Number)).Prepend(d.Name))];
        problems.AddRange(Baseless(containers, known));
        problems.AddRange(UsedTwice(layout));
        problems.AddRange(layout.FileSystems.Where(f => f.Btrfs is { } b && !ContainerSoundness.IsSound(b, f, known)).Select(f => $"The archive's layout of the btrfs on {f.Device} contradicts itself: {Advice}"));
        return problems.Count > 0 ? problems : [.. ContainerSizes.Problems(layout).Select(p => $"{p}: {Advice}")];
    }

    private static List<Container> Containers(MachineLayout layout) =>
    [
        .. layout.Arrays.Select(a => new Container(a.Name, [.. a.Members, .. a.Spares], [a.Name], IsNumbered(a.Name, "md") && ContainerSoundness.IsSound(a))),
        .. layout.Encryptions.Select(e => new Container(e.Name, [e.Device], [e.Name], IsNumbered(e.Name, "luks") && ContainerSoundness.IsSound(e))),
        .. layout.VolumeGroups.Select(g => new Container(g.Name, [.. g.PhysicalVolumes.Select(p => p.Device)], [.. g.Volumes.Select(v => LayoutDeviceNames.Volume(g.Name, v.Name)), g.Name + "/"], ContainerSoundness.IsSound(g))),
    ];

    /// <summary>From below: what is left in the end lies on something that is not there, or on itself, or has the name of something else.</summary>
    private static IEnumerable<string> Baseless(List<Container> containers, HashSet<string> known)
    {
        List<Container> open = [.. containers];
        int before;
        do
        {
            before = open.Count;
            open.RemoveAll(c => c.Parts.All(known.Contains) && c.Makes.All(known.Add));
        }
        while (open.Count < before);

        return open.Select(c => $"The archive's layout has {c.Name} on something that is not there, on itself, or twice: {Advice}");
    }

    private static IEnumerable<string> UsedTwice(MachineLayout layout)
    {
        IEnumerable<string> below = layout.Arrays.SelectMany(a => a.Members.Concat(a.Spares)).Concat(layout.Encryptions.Select(e => e.Device)).Concat(layout.VolumeGroups.SelectMany(g => g.PhysicalVolumes.Select(p => p.Device)));
        HashSet<string> used = [];
        foreach (string device in below.Concat(layout.FileSystems.Where(f => f.Btrfs is not null).SelectMany(StorageTree.DevicesOf)).Where(d => !used.Add(d)))
        {
            yield return $"The archive's layout uses {device} for two things at once: {Advice}";
        }

        foreach (LayoutFileSystem fileSystem in layout.FileSystems.Where(f => f.Btrfs is null && used.Contains(f.Device)))
        {
            yield return $"The archive's layout has a file system on {fileSystem.Device}, which is also a part of something else: {Advice}";
        }

        foreach (string name in layout.Encryptions.Select(e => e.MapName).Concat(layout.Encryptions.Select(e => e.Uuid)).Concat(layout.Arrays.Select(a => a.Uuid)).GroupBy(n => n).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            yield return $"The archive's layout has {name} twice: {Advice}";
        }
    }

    /// <summary>Is it this word with a number, and so no name of anything else?</summary>
    private static bool IsNumbered(string name, string word) =>
        name.StartsWith(word, StringComparison.Ordinal) && int.TryParse(name[word.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
