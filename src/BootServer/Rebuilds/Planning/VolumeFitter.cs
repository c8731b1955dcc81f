using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Fits the volumes of a group to physical volumes of other sizes. What the group gains goes to the volume that grows first, or else to the largest
/// with a mounted file system, to a thin one by way of its pool; what it had free stays free. What is missing is taken from what was free, and then from
/// all volumes in proportion to the room that each has. Pure.
/// </summary>
/// <param name="group">The group as recorded.</param>
/// <param name="extents">How many extents its physical volumes get.</param>
/// <param name="needs">How small each volume may become.</param>
internal sealed class VolumeFitter(LayoutVolumeGroup group, IReadOnlyList<long> extents, StorageNeeds needs)
{
    /// <summary>Volumes give up parts of their room; the whole of it in so many steps.</summary>
    private const int Whole = 1 << 16;

    /// <summary>lvmthin(7): metadata takes 64 bytes for each chunk, and has at most 15.81 GiB.</summary>
    private const long MetadataBytesPerChunk = 64;
    private const long MaxMetadataBytes = 15L << 30;

    private readonly IReadOnlyList<LayoutLogicalVolume> _recorded = InOrder(group.Volumes);

    /// <summary>How many extents the group must have at least.</summary>
    public long NeededExtents => VolumeExtents.Taken(Shrunk(Whole), group.ExtentBytes);

    /// <summary>The volumes in the order in which they are made, with their new sizes; null when they do not fit however small they are made.</summary>
    public IReadOnlyList<LayoutLogicalVolume>? Fit()
    {
        if (Fits(_recorded))
        {
            return Grown();
        }

        if (!Fits(Shrunk(Whole)))
        {
            return null;
        }

        return Shrunk(Search(Whole - 1, part => !Fits(Shrunk(part))) + 1);
    }

    /// <summary>Those that lie on several physical volumes at once find their room first, and thin ones come after their pools.</summary>
    private static IReadOnlyList<LayoutLogicalVolume> InOrder(IReadOnlyList<LayoutLogicalVolume> volumes) =>
        [.. volumes.OrderBy(v => v.Pool is not null).ThenByDescending(VolumeExtents.Devices)];

    private bool Fits(IReadOnlyList<LayoutLogicalVolume> volumes) => VolumeExtents.Fits(volumes, group.ExtentBytes, extents);

    private IReadOnlyList<LayoutLogicalVolume> Grown()
    {
        LayoutLogicalVolume? top = _recorded.Where(v => needs.CanGrow(NameOf(v)))
            .OrderByDescending(v => needs.Tree.CarriesFavourite(NameOf(v))).ThenByDescending(v => v.SizeBytes).ThenBy(v => v.Name, StringComparer.Ordinal).FirstOrDefault();
        long gained = extents.Sum() - group.PhysicalVolumes.Sum(p => p.Extents);
        if (top is null || gained <= 0)
        {
            return _recorded;
        }

        LayoutLogicalVolume holder = top.Pool is { } pool ? _recorded.First(v => v.Name == pool) : top;
        long kept = Math.Max(0, group.PhysicalVolumes.Sum(p => p.Extents) - VolumeExtents.Taken(_recorded, group.ExtentBytes));
        bool FitsGrown(long steps)
        {
            IReadOnlyList<LayoutLogicalVolume> grown = Grown(top, holder, steps);
            return extents.Sum() - VolumeExtents.Taken(grown, group.ExtentBytes) >= kept && Fits(grown);
        }

        return Grown(top, holder, Search(gained / VolumeExtents.Step(holder).Taken, FitsGrown));
    }

    private IReadOnlyList<LayoutLogicalVolume> Grown(LayoutLogicalVolume top, LayoutLogicalVolume holder, long steps)
    {
        long bytes = steps * VolumeExtents.Step(holder).Size * group.ExtentBytes;
        return [.. _recorded.Select(v => v.Name == holder.Name || v.Name == top.Name ? WithMetadata(v with { SizeBytes = v.SizeBytes + bytes }) : v)];
    }

    /// <summary>A pool that has grown needs metadata for all its chunks; one that has not keeps what it had.</summary>
    private LayoutLogicalVolume WithMetadata(LayoutLogicalVolume volume)
    {
        if (volume.ThinPool is not { } pool)
        {
            return volume;
        }

        long wanted = Math.Min(MaxMetadataBytes, volume.SizeBytes / pool.ChunkBytes * MetadataBytesPerChunk);
        long rounded = (wanted + group.ExtentBytes - 1) / group.ExtentBytes * group.ExtentBytes;
        return volume with { ThinPool = pool with { MetadataBytes = Math.Max(pool.MetadataBytes, rounded) } };
    }

    /// <summary>Every volume without such a part of its room. Thin ones that all fitted into their pool fit into the smaller one.</summary>
    private IReadOnlyList<LayoutLogicalVolume> Shrunk(long part) => [.. _recorded.Select(v => Shrunk(v, part))];

    private LayoutLogicalVolume Shrunk(LayoutLogicalVolume volume, long part)
    {
        long step = VolumeExtents.Step(volume).Size;
        long room = (volume.SizeBytes - needs.MinimumBytes(group, volume)) / group.ExtentBytes;
        long lost = (long)((decimal)room * part / Whole);
        if (volume.Pool is { } pool)
        {
            // A thin volume takes no extents itself: it only must not be promised more than a pool that held it all has.
            bool overbooked = _recorded.Where(v => v.Pool == pool).Sum(v => v.SizeBytes) > _recorded.First(v => v.Name == pool).SizeBytes;
            lost = overbooked ? 0 : (long)decimal.Ceiling((decimal)room * part / Whole);
        }

        return volume with { SizeBytes = volume.SizeBytes - (lost / step * step * group.ExtentBytes) };
    }

    private string NameOf(LayoutLogicalVolume volume) => LayoutDeviceNames.Volume(group.Name, volume.Name);

    /// <summary>The largest number up to <paramref name="high"/> that passes, where 0 does and all below one that does do.</summary>
    private static long Search(long high, Func<long, bool> passes)
    {
        long low = 0;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            (low, high) = passes(middle) ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
