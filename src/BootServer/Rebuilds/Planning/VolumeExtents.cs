using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>How many extents volumes take of their group, as LVM counts and lays them out. Pure arithmetic.</summary>
internal static class VolumeExtents
{
    /// <summary>What LVM keeps for the bitmap of each leg of a RAID volume: one extent, which with very small ones is several.</summary>
    private const long LegMetadataBytes = 512 << 10;

    /// <summary>The extents that a volume takes of its group, copies, parity and metadata counted; none for a thin volume, which lives in its pool.</summary>
    /// <param name="volume">The volume.</param>
    /// <param name="sizeBytes">A size for it, which is rounded up to whole extents and stripes.</param>
    /// <param name="extentBytes">The size of an extent.</param>
    public static long Taken(LayoutLogicalVolume volume, long sizeBytes, long extentBytes) => Areas(volume, sizeBytes, extentBytes).Sum(a => a.Devices * a.Extents);

    /// <summary>The spare that LVM keeps for the metadata of pools: as much as the largest of them has.</summary>
    public static long Spare(IEnumerable<LayoutLogicalVolume> volumes, long extentBytes) =>
        volumes.Where(v => v.ThinPool is not null).Select(v => Ceiling(v.ThinPool!.MetadataBytes, extentBytes)).DefaultIfEmpty(0).Max();

    /// <summary>All that a group's volumes take.</summary>
    public static long Taken(IReadOnlyList<LayoutLogicalVolume> volumes, long extentBytes) =>
        volumes.Sum(v => Taken(v, v.SizeBytes, extentBytes)) + Spare(volumes, extentBytes);

    /// <summary>How many extents more a volume takes for one more step of growth, and how large that step is in extents of its own size.</summary>
    public static (long Taken, long Size) Step(LayoutLogicalVolume volume) => volume.Type switch
    {
        "raid1" or "mirror" => (volume.Mirrors + 1, 1),
        "raid4" or "raid5" => (volume.Stripes + 1, Stripes(volume)),
        "raid6" => (volume.Stripes + 2, Stripes(volume)),
        "raid10" => ((long)Stripes(volume) * (volume.Mirrors + 1), Stripes(volume)),
        _ => (Stripes(volume), Stripes(volume)),
    };

    /// <summary>On how many physical volumes it lies at the same time.</summary>
    public static long Devices(LayoutLogicalVolume volume) => Step(volume).Taken;

    /// <summary>
    /// Do the volumes find room on physical volumes with so many extents, made in this order? Each part of a volume goes where most room is,
    /// copies and stripes of it onto different ones, as LVM does.
    /// </summary>
    public static bool Fits(IReadOnlyList<LayoutLogicalVolume> volumes, long extentBytes, IEnumerable<long> physicalExtents)
    {
        List<long> free = [.. physicalExtents];
        IEnumerable<(long Devices, long Extents)> areas = volumes.SelectMany(v => Areas(v, v.SizeBytes, extentBytes)).Append((1, Spare(volumes, extentBytes)));
        return areas.All(a => TryTake(free, a.Devices, a.Extents));
    }

    /// <summary>What a volume takes: so many extents on each of so many devices.</summary>
    private static IEnumerable<(long Devices, long Extents)> Areas(LayoutLogicalVolume volume, long sizeBytes, long extentBytes)
    {
        if (volume.Type == "thin")
        {
            yield break;
        }

        (long devices, long step) = Step(volume);
        bool isRaid = volume.Type.StartsWith("raid", StringComparison.Ordinal);
        yield return (devices, Ceiling(Ceiling(sizeBytes, extentBytes), step) + (isRaid && volume.Type != "raid0" ? Ceiling(LegMetadataBytes, extentBytes) : 0));
        if (volume.ThinPool is { } pool)
        {
            yield return (1, Ceiling(pool.MetadataBytes, extentBytes));
        }
        else if (volume.Type == "mirror")
        {
            yield return (1, 1);
        }
    }

    private static bool TryTake(List<long> free, long devices, long extents)
    {
        while (extents > 0)
        {
            free.Sort((a, b) => b.CompareTo(a));
            long taken = devices <= free.Count ? Math.Min(extents, free[(int)devices - 1]) : 0;
            if (taken == 0)
            {
                return false;
            }

            for (int i = 0; i < devices; i++)
            {
                free[i] -= taken;
            }

            extents -= taken;
        }

        return true;
    }

    private static int Stripes(LayoutLogicalVolume volume) => Math.Max(1, volume.Stripes);

    private static long Ceiling(long value, long unit) => (value + unit - 1) / unit;
}
