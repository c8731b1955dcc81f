using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Places a layout disk's partitions on a target disk. Partitions keep their order; one of them (the one that what grows
/// first lies on, through whatever is between, else the largest that something mounted lies on) takes all the spare space or
/// gives up what is missing; all others keep their size in bytes. What lies before that partition keeps its position; what lies
/// behind it moves to the end of the disk, starting at whole MiB. Only where that does not suffice all partitions become smaller,
/// each by the same part of the room that it has. Pure.
/// </summary>
internal static class PartitionFitter
{
    private const long AlignBytes = 1L << 20;

    /// <summary>Partitions give up parts of their room; the whole of it in so many steps.</summary>
    private const int Whole = 1 << 16;

    /// <summary>An MBR counts sectors in 32 bits.</summary>
    private const long MaxMbrSectors = uint.MaxValue;

    /// <summary>Places <paramref name="disk"/> on a disk of the given size and logical sector size, both in bytes.</summary>
    public static DiskFit Fit(LayoutDisk disk, StorageNeeds needs, long targetBytes, int targetSectorBytes)
    {
        if (needs.Tree.IsOfImages(disk))
        {
            return FitInPlace(disk, targetBytes, targetSectorBytes);
        }

        if (disk.Partitions.Count == 0)
        {
            return FitWholeDisk(disk, needs, targetBytes);
        }

        List<PlacedPartition> recorded = Recorded(disk, needs);
        long tailBytes = TailBytes(disk, targetSectorBytes);
        long usableBytes = UsableBytes(disk, targetBytes, targetSectorBytes);
        long Needed(List<PlacedPartition> least) => AlignUp(least[^1].EndBytes + tailBytes, AlignBytes);
        bool Holds(List<PlacedPartition> least) => Needed(least) <= targetBytes && least[^1].EndBytes <= usableBytes;
        List<PlacedPartition> one = Place(recorded, targetSectorBytes, null);
        List<PlacedPartition> all = PlaceShrunk(recorded, targetSectorBytes, Whole);
        long neededBytes = Math.Min(Needed(one), Needed(all));
        bool same = targetBytes == disk.SizeBytes && targetSectorBytes == disk.LogicalSectorBytes;
        if (same)
        {
            return new DiskFit { NeededBytes = Math.Min(neededBytes, disk.SizeBytes), Fits = true, Partitions = disk.Partitions };
        }

        if (!Holds(one) && !Holds(all))
        {
            return new DiskFit { NeededBytes = neededBytes, Fits = false };
        }

        List<PlacedPartition> placed = Holds(one) ? Place(recorded, targetSectorBytes, usableBytes) : ShrunkToFit(recorded, targetSectorBytes, Holds);
        return new DiskFit
        {
            NeededBytes = neededBytes,
            Fits = true,
            Partitions = WithExtended(disk, placed, targetSectorBytes),
            Warnings = Warnings(disk, placed, targetBytes, usableBytes),
        };
    }

    /// <summary>
    /// Boot code and file systems of images hold numbers of sectors, those of their own partition among them (NTFS, FAT), so everything stays where it
    /// was. What a larger disk has more stays unused.
    /// </summary>
    private static DiskFit FitInPlace(LayoutDisk disk, long targetBytes, int targetSectorBytes)
    {
        long endBytes = disk.Partitions.Count == 0 ? disk.SizeBytes : disk.Partitions.Max(p => p.StartSector + p.SizeSectors) * disk.LogicalSectorBytes;
        long neededBytes = Math.Min(disk.SizeBytes, endBytes + TailBytes(disk, disk.LogicalSectorBytes));
        long spareBytes = targetBytes - neededBytes;
        return new DiskFit
        {
            NeededBytes = neededBytes,
            SectorBytes = disk.LogicalSectorBytes,
            Fits = spareBytes >= 0 && targetSectorBytes == disk.LogicalSectorBytes,
            Partitions = disk.Partitions,
            Warnings = targetBytes > disk.SizeBytes && spareBytes > 64 * AlignBytes ? [$"The images of {disk.Name} keep their places: {SizeText.Of(spareBytes)} at the disk's end stay unused."] : [],
        };
    }

    private static DiskFit FitWholeDisk(LayoutDisk disk, StorageNeeds needs, long targetBytes)
    {
        long neededBytes = needs.Tree.IsUsed(disk.Name) ? disk.SizeBytes - needs.SlackBytes(disk.Name) : 0;
        return new DiskFit { NeededBytes = neededBytes, Fits = neededBytes <= targetBytes };
    }

    /// <summary>The partitions in order of position, without the extended one, which follows from what it holds.</summary>
    private static List<PlacedPartition> Recorded(LayoutDisk disk, StorageNeeds needs)
    {
        string growing = Growing(disk, needs);
        List<PlacedPartition> recorded = [];
        foreach (LayoutPartition partition in disk.Partitions.Where(p => !MbrTypes.IsExtended(disk, p)).OrderBy(p => p.StartSector))
        {
            string device = DeviceName(disk, partition);
            long sizeBytes = partition.SizeSectors * disk.LogicalSectorBytes;
            bool grows = device == growing;
            recorded.Add(new PlacedPartition(partition, partition.StartSector * disk.LogicalSectorBytes, sizeBytes, sizeBytes - needs.SlackBytes(device), grows, disk.TableKind == "dos" && partition.Number > 4));
        }

        return recorded;
    }

    /// <summary>The device name of the partition that changes its size; empty when none may.</summary>
    private static string Growing(LayoutDisk disk, StorageNeeds needs) =>
        disk.Partitions.Select(p => DeviceName(disk, p)).Where(needs.CanGrow)
            .OrderByDescending(needs.Tree.CarriesFavourite).ThenByDescending(d => needs.Tree.FileSystem(d)?.SizeBytes ?? needs.Tree.SizeBytes(d)).ThenBy(d => d, StringComparer.Ordinal)
            .FirstOrDefault("");

    /// <summary>Places in order; the growing partition gets what <paramref name="usableBytes"/> leaves, or its minimum when that is null.</summary>
    private static List<PlacedPartition> Place(List<PlacedPartition> recorded, int sectorBytes, long? usableBytes)
    {
        int growing = recorded.FindIndex(p => p.Grows);
        long behindBytes = growing < 0 ? 0 : recorded.Skip(growing + 1).Sum(p => Gap(p) + AlignUp(p.SizeBytes, AlignBytes));
        List<PlacedPartition> placed = [];
        long cursorBytes = 0;
        for (int i = 0; i < recorded.Count; i++)
        {
            PlacedPartition partition = recorded[i];
            bool moved = growing >= 0 && i > growing;
            long startBytes = moved ? AlignUp(cursorBytes, AlignBytes) + Gap(partition) : KeepStart(partition.StartBytes, cursorBytes, Gap(partition), sectorBytes);
            long sizeBytes = AlignUp(partition.SizeBytes, sectorBytes);
            if (partition.Grows)
            {
                sizeBytes = usableBytes is { } usable
                    ? AlignDown(usable - behindBytes, behindBytes > 0 ? AlignBytes : sectorBytes) - startBytes
                    : AlignUp(partition.MinimumBytes, AlignBytes);
            }

            placed.Add(partition with { StartBytes = startBytes, SizeBytes = sizeBytes });
            cursorBytes = startBytes + sizeBytes;
        }

        return placed;
    }

    /// <summary>The largest sizes with which they hold, where with the least they do.</summary>
    private static List<PlacedPartition> ShrunkToFit(List<PlacedPartition> recorded, int sectorBytes, Func<List<PlacedPartition>, bool> holds)
    {
        int low = 1;
        int high = Whole;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = holds(PlaceShrunk(recorded, sectorBytes, middle)) ? (low, middle) : (middle + 1, high);
        }

        return PlaceShrunk(recorded, sectorBytes, low);
    }

    /// <summary>Places in order, each partition without such a part of the room that it has; what lies behind the first smaller one moves up.</summary>
    private static List<PlacedPartition> PlaceShrunk(List<PlacedPartition> recorded, int sectorBytes, int part)
    {
        List<PlacedPartition> placed = [];
        long cursorBytes = 0;
        bool moved = false;
        foreach (PlacedPartition partition in recorded)
        {
            long room = AlignDown(partition.SizeBytes - partition.MinimumBytes, AlignBytes);
            long sizeBytes = AlignUp(partition.SizeBytes - AlignDown((long)((decimal)room * part / Whole), AlignBytes), sectorBytes);
            long startBytes = moved ? AlignUp(cursorBytes, AlignBytes) + Gap(partition) : KeepStart(partition.StartBytes, cursorBytes, Gap(partition), sectorBytes);
            placed.Add(partition with { StartBytes = startBytes, SizeBytes = sizeBytes });
            cursorBytes = startBytes + sizeBytes;
            moved |= sizeBytes < partition.SizeBytes;
        }

        return placed;
    }

    /// <summary>The old start where it is free and a whole number of sectors, else the next whole MiB.</summary>
    private static long KeepStart(long startBytes, long cursorBytes, long gapBytes, int sectorBytes)
    {
        // A GPT ends at 17 KiB with sectors of 512 bytes and at 24 KiB with 4096.
        long firstBytes = Math.Max(cursorBytes + gapBytes, sectorBytes == 512 ? 512 : 24576);
        return startBytes >= firstBytes && startBytes % sectorBytes == 0 ? startBytes : AlignUp(firstBytes, AlignBytes);
    }

    /// <summary>A logical partition has its record (EBR) in front of it.</summary>
    private static long Gap(PlacedPartition partition) => partition.Logical ? AlignBytes : 0;

    /// <summary>What a GPT keeps at the end of the disk: 16 KiB of entries and a header.</summary>
    private static long TailBytes(LayoutDisk disk, int sectorBytes) => disk.TableKind == "gpt" ? 16384 + sectorBytes : 0;

    private static long UsableBytes(LayoutDisk disk, long targetBytes, int sectorBytes)
    {
        long usableBytes = targetBytes - TailBytes(disk, sectorBytes);
        return disk.TableKind == "dos" ? Math.Min(usableBytes, MaxMbrSectors * sectorBytes) : usableBytes;
    }

    /// <summary>The placed partitions in sectors, and the extended partition around the logical ones, in the order of their numbers.</summary>
    private static List<LayoutPartition> WithExtended(LayoutDisk disk, List<PlacedPartition> placed, int sectorBytes)
    {
        List<LayoutPartition> partitions =
            [.. placed.Select(p => p.Source with { StartSector = p.StartBytes / sectorBytes, SizeSectors = p.SizeBytes / sectorBytes })];
        List<PlacedPartition> logical = [.. placed.Where(p => p.Logical)];
        LayoutPartition? extended = disk.Partitions.FirstOrDefault(p => MbrTypes.IsExtended(disk, p));
        if (extended is not null && logical.Count > 0)
        {
            long previousEndBytes = placed.TakeWhile(p => !p.Logical).Select(p => p.EndBytes).LastOrDefault(0);
            long oldStartBytes = extended.StartSector * disk.LogicalSectorBytes;
            bool keepsStart = oldStartBytes >= previousEndBytes && oldStartBytes % sectorBytes == 0 && oldStartBytes < logical[0].StartBytes;
            long startBytes = keepsStart && logical[0].StartBytes - oldStartBytes <= AlignBytes ? oldStartBytes : logical[0].StartBytes - AlignBytes;
            partitions.Add(extended with { StartSector = startBytes / sectorBytes, SizeSectors = (logical[^1].EndBytes - startBytes) / sectorBytes });
        }

        return [.. partitions.OrderBy(p => p.Number)];
    }

    private static List<string> Warnings(LayoutDisk disk, List<PlacedPartition> placed, long targetBytes, long usableBytes)
    {
        List<string> warnings = [];
        if (disk.TableKind == "dos" && usableBytes < targetBytes)
        {
            warnings.Add($"The MBR partition table of {disk.Name} reaches {SizeText.Of(usableBytes)}: the rest of the disk stays unused.");
        }

        long spareBytes = usableBytes - placed[^1].EndBytes;
        if (spareBytes > 64 * AlignBytes)
        {
            warnings.Add($"No partition of {disk.Name} may grow: {SizeText.Of(spareBytes)} at its end stay unused.");
        }

        if (disk.Partitions.Any(p => MbrTypes.IsExtended(disk, p)) && !placed.Any(p => p.Logical))
        {
            warnings.Add($"The extended partition of {disk.Name} was empty and is left out.");
        }

        return warnings;
    }

    private static string DeviceName(LayoutDisk disk, LayoutPartition partition) => LayoutDeviceNames.Partition(disk.Name, partition.Number);

    private static long AlignUp(long bytes, long unitBytes) => (bytes + unitBytes - 1) / unitBytes * unitBytes;

    private static long AlignDown(long bytes, long unitBytes) => bytes / unitBytes * unitBytes;
}
