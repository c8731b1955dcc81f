using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>What a btrfs has besides what every file system has, as a layout holds it. Pure.</summary>
internal static class BtrfsLayouts
{
    private const long TopId = 5;

    /// <summary>mkfs's features and the superblock's flag for each; those here are on unless they are switched off.</summary>
    private static readonly (string Feature, string Flag)[] Usual =
        [("extref", "EXTENDED_IREF"), ("skinny-metadata", "SKINNY_METADATA"), ("no-holes", "NO_HOLES"), ("free-space-tree", "FREE_SPACE_TREE")];

    private static readonly (string Feature, string Flag)[] Special = [("mixed-bg", "MIXED_GROUPS"), ("block-group-tree", "BLOCK_GROUP_TREE"), ("squota", "SIMPLE_QUOTA"), ("raid-stripe-tree", "RAID_STRIPE_TREE")];

    /// <summary>Describes it; null when it is one device without subvolumes, which any mkfs.btrfs makes.</summary>
    /// <param name="facts">What the program btrfs told.</param>
    /// <param name="mounts">The mounts of this file system.</param>
    /// <param name="fstab">/etc/fstab.</param>
    /// <param name="names">The names of the devices.</param>
    /// <param name="unsupported">Gets what stands in the way.</param>
    /// <param name="warnings">Gets what should be known.</param>
    public static LayoutBtrfs? Describe(
        BtrfsFacts facts, IReadOnlyList<MountEntry> mounts, IReadOnlyList<FsTabLine> fstab, LayoutNames names, List<string> unsupported, List<string> warnings)
    {
        List<LayoutBtrfsMount> layoutMounts = [.. mounts.Select(m => Mount(m, fstab)).OrderBy(m => m.MountPoint, StringComparer.Ordinal)];
        string where = string.Join(", ", layoutMounts.Select(m => m.MountPoint));
        List<BtrfsSubvolume> kept = Kept(facts, layoutMounts);
        if (facts.Devices.Count == 1 && kept.Count == 0 && layoutMounts.All(m => m.Subvolume.Length == 0))
        {
            return null;
        }

        foreach (LayoutBtrfsMount mount in layoutMounts.Where(m => m.Subvolume.Length > 0 && facts.Subvolumes.All(s => s.Path != m.Subvolume)))
        {
            unsupported.Add($"{mount.MountPoint} is the directory {mount.Subvolume} of a btrfs and no subvolume: a rebuild cannot mount that.");
        }

        if (facts.Devices.Any(d => names.OfNode(d).Length == 0))
        {
            unsupported.Add($"The btrfs for {where} has devices that do not belong to the machine ({string.Join(", ", facts.Devices.Where(d => names.OfNode(d).Length == 0))}): a rebuild cannot make it again.");
        }

        foreach (LayoutBtrfsMount mount in layoutMounts.Where(m => m.Options.Split(',').Any(o => o.StartsWith("subvolid=", StringComparison.Ordinal))))
        {
            warnings.Add($"/etc/fstab mounts {mount.MountPoint} by subvolid=, and a rebuilt subvolume may get another number: use subvol=/{mount.Subvolume} there.");
        }

        int dropped = facts.Subvolumes.Count - kept.Count;
        if (dropped > 0)
        {
            warnings.Add($"The btrfs for {where} has {dropped} snapshot{(dropped == 1 ? "" : "s")} that a rebuild does not make again.");
        }

        IReadOnlyList<string> flags = BtrfsText.Flags(facts.Superblock);
        return new LayoutBtrfs
        {
            Devices = [.. facts.Devices.Select(names.OfNode)],
            DataProfile = BtrfsText.Profile(facts.Profiles, "Data"),
            MetadataProfile = BtrfsText.Profile(facts.Profiles, "Metadata"),
            Checksum = BtrfsText.SuperValue(facts.Superblock, "csum_type").Split('(', ')') is [_, var sum, ..] ? sum : "",
            NodeBytes = long.TryParse(BtrfsText.SuperValue(facts.Superblock, "nodesize"), NumberStyles.None, CultureInfo.InvariantCulture, out long bytes) ? bytes : 0,
            Features = flags.Count == 0 ? [] : [.. Usual.Select(u => flags.Contains(u.Flag) ? u.Feature : "^" + u.Feature), .. Special.Where(s => flags.Contains(s.Flag)).Select(s => s.Feature)],
            Subvolumes = [.. kept.Select(s => new LayoutSubvolume { Path = s.Path, Id = s.Id })],
            DefaultSubvolume = facts.DefaultSubvolume,
            Mounts = layoutMounts,
        };
    }

    /// <summary>
    /// All that are no snapshots, and snapshots that are in use (a system that was rolled back runs on one); and what they lie in. A
    /// subvolume comes after the one that it lies in, which may have the higher id.
    /// </summary>
    private static List<BtrfsSubvolume> Kept(BtrfsFacts facts, List<LayoutBtrfsMount> mounts)
    {
        Dictionary<long, BtrfsSubvolume> byId = [];
        foreach (BtrfsSubvolume subvolume in facts.Subvolumes)
        {
            byId[subvolume.Id] = subvolume;
        }

        HashSet<long> kept = [];
        foreach (BtrfsSubvolume subvolume in facts.Subvolumes.Where(s => !s.IsSnapshot || s.Path == facts.DefaultSubvolume || mounts.Any(m => m.Subvolume == s.Path)))
        {
            long id = subvolume.Id;
            while (id != TopId && byId.TryGetValue(id, out BtrfsSubvolume? one) && kept.Add(id))
            {
                id = one.ParentId;
            }
        }

        return [.. facts.Subvolumes.Where(s => kept.Contains(s.Id)).OrderBy(s => s.Path.Count(c => c == '/')).ThenBy(s => s.Id)];
    }

    private static LayoutBtrfsMount Mount(MountEntry mount, IReadOnlyList<FsTabLine> fstab)
    {
        string mountPoint = MountTable.PathOf(mount);
        return new LayoutBtrfsMount
        {
            MountPoint = mountPoint,
            Subvolume = Encoding.UTF8.GetString(mount.RootPath).TrimStart('/'),
            Options = fstab.FirstOrDefault(l => l.MountPoint == mountPoint)?.Options ?? "",
        };
    }
}
