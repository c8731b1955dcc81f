using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks;

namespace Monitas.Agent.BareMetal;

/// <summary>A disk's partitions and what lies on them, straight from sysfs: true at this moment, with or without udev.</summary>
internal static class DiskTree
{
    private const string ClassBlock = "/sys/class/block/";

    /// <summary>The kernel names of a disk's partitions by number.</summary>
    public static IReadOnlyDictionary<int, string> Partitions(string disk)
    {
        SortedDictionary<int, string> partitions = [];
        string directory = ClassBlock + disk;
        if (!Directory.Exists(directory))
        {
            return partitions;
        }

        foreach (string child in Directory.GetDirectories(directory))
        {
            if (int.TryParse(SysFs.Text(child + "/partition"), NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                partitions[number] = Path.GetFileName(child);
            }
        }

        return partitions;
    }

    /// <summary>The size of a block device in bytes; 0 when it is gone. sysfs counts sectors of 512 bytes always.</summary>
    public static long SizeBytes(string device) =>
        long.TryParse(SysFs.Text(ClassBlock + device + "/size"), NumberStyles.None, CultureInfo.InvariantCulture, out long sectors) ? sectors * 512 : 0;

    /// <summary>The kernel's name of a device node: "dm-3" for /dev/mapper/vg0-root, whether that is a link, as udev makes them, or a node of its own.</summary>
    public static string KernelName(string node)
    {
        const string Mapper = "/dev/mapper/";
        string path = new FileInfo(node).LinkTarget is null ? node : File.ResolveLinkTarget(node, returnFinalTarget: true)!.FullName;
        return path.StartsWith(Mapper, StringComparison.Ordinal)
            ? Directory.GetFileSystemEntries(ClassBlock, "dm-*").Select(Path.GetFileName).FirstOrDefault(d => SysFs.Text($"{ClassBlock}{d}/dm/name") == path[Mapper.Length..]) ?? ""
            : path["/dev/".Length..];
    }

    /// <summary>"major:minor" of a block device.</summary>
    public static string Number(string device) => SysFs.Text(ClassBlock + device + "/dev");

    /// <summary>What is made of a disk or its partitions (device mapper, MD), the topmost first, each once.</summary>
    public static IReadOnlyList<string> Holders(string disk)
    {
        List<string> holders = [];
        foreach (string device in Partitions(disk).Values.Prepend(disk))
        {
            Collect(device, holders);
        }

        return [.. holders.AsEnumerable().Reverse().Distinct()];
    }

    private static void Collect(string device, List<string> holders)
    {
        string directory = ClassBlock + device + "/holders";
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string path in Directory.GetFileSystemEntries(directory).Order(StringComparer.Ordinal))
        {
            holders.Add(Path.GetFileName(path));
            Collect(Path.GetFileName(path), holders);
        }
    }

    /// <summary>All device nodes that belong to a disk: itself, its partitions, what is made of them, and the partitions of that.</summary>
    public static IEnumerable<string> Nodes(string disk) => Holders(disk).Prepend(disk).SelectMany(d => Partitions(d).Values.Prepend(d)).Select(n => "/dev/" + n);
}
