using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// How much a btrfs holds on devices of given sizes. Each piece of space is taken on the devices with the most room, so many at a time as the
/// profile of its data asks for (btrfs(5), PROFILES). Pure arithmetic.
/// </summary>
internal static class BtrfsSpace
{
    /// <summary>No device is made smaller than that: each also holds metadata, in pieces of up to 1 GiB.</summary>
    private const long LeastDeviceBytes = 1L << 30;

    private const long UnitBytes = 1L << 20;

    /// <summary>The bytes of files that fit onto devices of these sizes; striped profiles count as if every stripe took all devices.</summary>
    public static long Capacity(string dataProfile, IReadOnlyList<long> deviceBytes)
    {
        int count = deviceBytes.Count;
        long evenly = deviceBytes.Min() * count;
        return dataProfile switch
        {
            "dup" => deviceBytes.Sum() / 2,
            "raid0" => evenly,
            "raid1" => Copied(deviceBytes, 2),
            "raid1c3" => Copied(deviceBytes, 3),
            "raid1c4" => Copied(deviceBytes, 4),
            "raid10" => evenly / 2,
            "raid5" => evenly / count * Math.Max(0, count - 1),
            "raid6" => evenly / count * Math.Max(0, count - 2),
            _ => deviceBytes.Sum(),
        };
    }

    /// <summary>The least capacity for the files that were on it; never more than it had on its old devices.</summary>
    /// <param name="fileSystem">A btrfs with several devices.</param>
    /// <param name="oldBytes">The recorded sizes of its devices.</param>
    public static long NeededBytes(LayoutFileSystem fileSystem, IReadOnlyList<long> oldBytes) =>
        FileSystemNeeds.MinimumBytes(fileSystem with { SizeBytes = Capacity(fileSystem.Btrfs?.DataProfile ?? "", oldBytes) });

    /// <summary>How much one device may lose while the others keep their sizes, in bytes.</summary>
    public static long SlackBytes(LayoutFileSystem fileSystem, IReadOnlyList<long> oldBytes, int device)
    {
        long neededBytes = NeededBytes(fileSystem, oldBytes);
        long low = 0;
        long high = Math.Max(0, oldBytes[device] - LeastDeviceBytes) / UnitBytes;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            long[] sizes = [.. oldBytes];
            sizes[device] -= middle * UnitBytes;
            (low, high) = Capacity(fileSystem.Btrfs?.DataProfile ?? "", sizes) >= neededBytes ? (middle, high) : (low, middle - 1);
        }

        return low * UnitBytes;
    }

    /// <summary>So many copies, each on another device: the most units of which no device has to take more than its size.</summary>
    private static long Copied(IReadOnlyList<long> deviceBytes, int copies)
    {
        long low = 0;
        long high = deviceBytes.Sum() / copies;
        while (low < high)
        {
            long middle = low + ((high - low + 1) / 2);
            bool fits = deviceBytes.Sum(d => Math.Min(d, middle)) >= (decimal)middle * copies;
            (low, high) = fits ? (middle, high) : (low, middle - 1);
        }

        return low;
    }
}
