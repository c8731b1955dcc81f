using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>Volume groups as a layout holds them: without snapshots, caches and what is inside of other volumes. Pure.</summary>
internal static class VolumeGroupLayouts
{
    /// <summary>The volumes that are made again, by their device mapper names, with all their segments. A snapshot is none unless it is used itself.</summary>
    /// <param name="facts">What LVM told.</param>
    /// <param name="used">The device mapper names of what is mounted or swapped to.</param>
    public static IReadOnlyDictionary<string, LvmSegment> Kept(StorageFacts facts, IReadOnlySet<string> used)
    {
        Dictionary<string, LvmSegment> kept = new(StringComparer.Ordinal);
        foreach (LvmSegment volume in facts.Segments.Where(s => !s.Hidden && (!IsSnapshot(s) || (s.Type == "thin" && used.Contains(s.MapName)))))
        {
            kept.TryAdd(volume.MapName, volume);
        }

        return kept;
    }

    /// <summary>The groups that have a physical volume in the layout.</summary>
    public static IEnumerable<LayoutVolumeGroup> Groups(StorageFacts facts, LayoutNames names, IReadOnlyDictionary<string, LvmSegment> kept, List<string> unsupported, List<string> warnings)
    {
        foreach (LvmGroup group in facts.Groups)
        {
            List<LvmPhysicalVolume> members = [.. facts.PhysicalVolumes.Where(p => p.Group == group.Name)];
            List<LvmPhysicalVolume> strangers = [.. members.Where(p => p.Missing || names.OfNode(p.Path).Length == 0)];
            if (strangers.Count == members.Count)
            {
                continue;
            }

            if (strangers.Count > 0)
            {
                unsupported.Add($"The volume group {group.Name} has parts that are missing or on disks that do not belong to the machine ({string.Join(", ", strangers.Select(p => p.Path))}): a rebuild cannot make it again.");
                continue;
            }

            List<LayoutLogicalVolume> volumes = [];
            foreach (LvmSegment volume in kept.Values.Where(v => v.Group == group.Name).OrderBy(v => v.Type == "thin").ThenBy(v => v.Name, StringComparer.Ordinal))
            {
                if (Volume(volume, facts.Segments, warnings) is { } described)
                {
                    volumes.Add(described);
                }
                else
                {
                    unsupported.Add($"{group.Name}/{volume.Name} is a logical volume of the kind {volume.Type}: a rebuild cannot make that again.");
                }
            }

            warnings.AddRange(Dropped(group.Name, facts, kept));
            yield return new LayoutVolumeGroup
            {
                Name = group.Name,
                Uuid = group.Uuid,
                ExtentBytes = group.ExtentBytes,
                PhysicalVolumes = [.. members.Select(p => new LayoutPhysicalVolume { Device = names.OfNode(p.Path), Uuid = p.Uuid, DataStartBytes = p.DataStartBytes, Extents = p.Extents })],
                Volumes = volumes,
            };
        }
    }

    private static bool IsSnapshot(LvmSegment volume) => volume.Roles.Contains("snapshot");

    private static IEnumerable<string> Dropped(string group, StorageFacts facts, IReadOnlyDictionary<string, LvmSegment> kept)
    {
        List<string> snapshots = [.. facts.Segments.Where(s => s.Group == group && !s.Hidden && IsSnapshot(s) && !kept.ContainsKey(s.MapName)).Select(s => $"{group}/{s.Name}").Distinct()];
        if (snapshots.Count > 0)
        {
            yield return $"{string.Join(", ", snapshots)} {(snapshots.Count == 1 ? "is a snapshot, which is" : "are snapshots, which are")} not in the archive: a rebuild does not make {(snapshots.Count == 1 ? "it" : "them")} again.";
        }
    }

    /// <summary>Describes a volume by its first segment; null when a rebuild cannot make its type.</summary>
    private static LayoutLogicalVolume? Volume(LvmSegment volume, IReadOnlyList<LvmSegment> all, List<string> warnings)
    {
        if (volume.Type is "cache" or "writecache")
        {
            LvmSegment? below = all.FirstOrDefault(s => s.Group == volume.Group && s.Name == volume.Origin);
            warnings.Add($"{volume.Group}/{volume.Name} was cached; a rebuild makes it without its cache.");
            return below is null ? null : Volume(below with { Name = volume.Name, SizeBytes = volume.SizeBytes }, all, warnings);
        }

        if (volume.Type == "thin")
        {
            return new LayoutLogicalVolume { Name = volume.Name, Type = "thin", SizeBytes = volume.SizeBytes, Pool = volume.Pool };
        }

        if (volume.Type == "thin-pool")
        {
            return Pool(volume, all, warnings);
        }

        if (all.Where(s => s.Group == volume.Group && s.Name == volume.Name).Select(s => s.Type).Distinct().Count() > 1)
        {
            warnings.Add($"{volume.Group}/{volume.Name} is put together of parts of several kinds; a rebuild makes it linear.");
            return new LayoutLogicalVolume { Name = volume.Name, Type = "linear", SizeBytes = volume.SizeBytes };
        }

        return Plain(volume);
    }

    private static LayoutLogicalVolume? Pool(LvmSegment pool, IReadOnlyList<LvmSegment> all, List<string> warnings)
    {
        LvmSegment? data = all.FirstOrDefault(s => s.Group == pool.Group && s.Name == pool.DataVolume);
        LayoutLogicalVolume? plain = data is null ? null : Volume(data, all, warnings);
        return plain?.Type is "linear" or "striped"
            ? new LayoutLogicalVolume
            {
                Name = pool.Name,
                Type = "thin-pool",
                SizeBytes = pool.SizeBytes,
                Stripes = plain.Stripes,
                StripeBytes = plain.StripeBytes,
                ThinPool = new LayoutThinPool { MetadataBytes = pool.MetadataBytes, ChunkBytes = pool.ChunkBytes, Zero = pool.Zero, Discards = pool.Discards },
            }
            : null;
    }

    /// <summary>The kind that lvs tells ("raid5_ls", "raid6_zr") stands for raid5 and raid6; what it counts as stripes are all devices.</summary>
    private static LayoutLogicalVolume? Plain(LvmSegment volume)
    {
        string type = volume.Type.StartsWith("raid", StringComparison.Ordinal) ? volume.Type.Split('_')[0] : volume.Type;
        int copies = type == "raid10" ? Math.Max(2, volume.Copies) : 1;
        (int Stripes, int Mirrors)? shape = type switch
        {
            "linear" => (0, 0),
            "striped" or "raid0" => (volume.Stripes, 0),
            "mirror" or "raid1" => (0, volume.Stripes - 1),
            "raid4" or "raid5" => (volume.Stripes - 1, 0),
            "raid6" => (volume.Stripes - 2, 0),
            "raid10" => (volume.Stripes / copies, copies - 1),
            _ => null,
        };
        return shape is { Stripes: >= 0, Mirrors: >= 0 } s
            ? new LayoutLogicalVolume { Name = volume.Name, Type = type, SizeBytes = volume.SizeBytes, Stripes = s.Stripes, StripeBytes = s.Stripes > 0 ? volume.StripeBytes : 0, Mirrors = s.Mirrors }
            : null;
    }
}
