using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Preps.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps;

/// <summary>Places the partitions of a prep file on a disk: at whole MiB, in the order of the file, from the first MiB on. Pure.</summary>
internal static class PrepPartitions
{
    private const long Mebibyte = 1L << 20;

    /// <summary>An MBR counts sectors in 32 bits.</summary>
    private const long MaxMbrSectors = uint.MaxValue;

    private const string LinuxType = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private const string SwapType = "0657FD6D-A4AB-43C4-84E5-0933C84B4F4F";
    private const string EfiType = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private const string BiosBootType = "21686148-6449-6E6F-744E-656564454649";

    /// <summary>The partitions in the disk's sectors, in the order of the file; none when they do not fit, and then there is a refusal.</summary>
    public static IReadOnlyList<LayoutPartition> Place(PrepDisk wanted, DiskFacts disk, PrepIds ids, List<string> refusals)
    {
        long usableBytes = Usable(wanted, disk);
        List<long> sizes = [.. wanted.Partitions.Select(p => Fixed(p.Size, disk.SizeBytes))];
        decimal fixedBytes = Mebibyte + sizes.Sum(size => (decimal)size);
        int rest = wanted.Partitions.ToList().FindIndex(p => p.Size.IsRest);
        decimal neededBytes = fixedBytes + (rest < 0 ? 0 : PrepContents.LeastBytes(wanted.Partitions[rest].Content));
        if (neededBytes > usableBytes)
        {
            refusals.Add($"The partitions of '{wanted.Name}' need {SizeText.AtLeast((long)decimal.Min(neededBytes, long.MaxValue))}, and {DiskText.Of(disk)} has {SizeText.Of(usableBytes)} for them.");
            return [];
        }

        foreach ((PrepPartition partition, long size) in wanted.Partitions.Zip(sizes).Where(p => p.First.Size.Percent > 0 && p.Second < PrepContents.LeastBytes(p.First.Content)))
        {
            refusals.Add($"{partition.Size} of {DiskText.Of(disk)} for '{partition.Name}' is {SizeText.Of(size)}, and {PrepContents.WordOf(partition.Content)} needs at least {SizeText.Of(PrepContents.LeastBytes(partition.Content))}.");
        }

        if (rest >= 0)
        {
            sizes[rest] = (long)(usableBytes - fixedBytes);
        }

        List<LayoutPartition> placed = [];
        long startBytes = Mebibyte;
        for (int i = 0; i < sizes.Count; i++)
        {
            placed.Add(Partition(wanted, i, startBytes / disk.LogicalSectorBytes, sizes[i] / disk.LogicalSectorBytes, ids));
            startBytes += sizes[i];
        }

        return placed;
    }

    /// <summary>Is it what UEFI firmware looks for its loaders on?</summary>
    public static bool IsEfi(PrepPartition partition) => partition.Content == PrepContent.Vfat && partition.MountPoint is "/boot/efi" or "/efi" or "/boot";

    /// <summary>The end of what partitions may take, a whole MiB: a GPT keeps 33 sectors at the end (UEFI 2.10 5.3.1), an MBR reaches 2^32 sectors.</summary>
    private static long Usable(PrepDisk wanted, DiskFacts disk)
    {
        decimal mbr = (decimal)MaxMbrSectors * disk.LogicalSectorBytes;
        long bytes = wanted.IsMbr ? (long)decimal.Min(disk.SizeBytes, mbr) : disk.SizeBytes - Mebibyte;
        return bytes / Mebibyte * Mebibyte;
    }

    private static long Fixed(PrepSize size, long diskBytes) => size switch
    {
        { Percent: > 0 } => (long)((decimal)diskBytes * size.Percent / 100) / Mebibyte * Mebibyte,
        _ => (size.Bytes + Mebibyte - 1) / Mebibyte * Mebibyte,
    };

    private static LayoutPartition Partition(PrepDisk disk, int index, long startSector, long sizeSectors, PrepIds ids)
    {
        PrepPartition partition = disk.Partitions[index];
        return new LayoutPartition
        {
            Number = index + 1,
            StartSector = startSector,
            SizeSectors = sizeSectors,
            Type = disk.IsMbr ? MbrType(partition) : GptType(partition),
            Uuid = disk.IsMbr ? "" : ids.Guid("partition " + partition.Name),
            Name = disk.IsMbr ? "" : partition.Name,
            Bootable = disk.IsMbr && partition == (disk.Partitions.FirstOrDefault(p => p.MountPoint == "/boot") ?? disk.Partitions.FirstOrDefault(p => p.MountPoint == "/")),
        };
    }

    private static string GptType(PrepPartition partition) => partition.Content switch
    {
        PrepContent.Swap => SwapType,
        PrepContent.BiosBoot => BiosBootType,
        _ => IsEfi(partition) ? EfiType : LinuxType,
    };

    private static string MbrType(PrepPartition partition) => partition.Content == PrepContent.Swap ? "82" : IsEfi(partition) ? "ef" : partition.Content == PrepContent.Vfat ? "c" : "83";
}
