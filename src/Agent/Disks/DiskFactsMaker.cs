using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>Block devices -> what the server is told about the disks. Pure.</summary>
internal static class DiskFactsMaker
{
    /// <summary>All whole disks.</summary>
    public static IReadOnlyList<DiskFacts> Make(IReadOnlyList<BlockDevice> devices) =>
        [.. devices.Where(d => d.Type == "disk" && d.SizeBytes > 0 && !BlockDeviceReader.IsVirtual(d)).Select(Make)];

    private static DiskFacts Make(BlockDevice disk) => new()
    {
        Path = disk.Path,
        Serial = disk.Serial,
        Wwn = disk.Wwn,
        Model = Model(disk),
        SizeBytes = disk.SizeBytes,
        LogicalSectorBytes = disk.LogicalSectorBytes,
        Rotational = disk.Rotational,
        Removable = disk.Removable,
        ReadOnly = disk.ReadOnly,
        Transport = disk.Transport,
        Content = Content(disk),
    };

    /// <summary>Vendor and model; "ATA" is the kernel's word for any SATA disk, and virtio's vendor is a number.</summary>
    public static string Model(BlockDevice disk)
    {
        string vendor = disk.Vendor is "ATA" || disk.Vendor.StartsWith("0x", System.StringComparison.Ordinal) ? "" : disk.Vendor;
        string model = $"{vendor} {disk.Model}".Trim().Replace('_', ' ');
        return model.Length == 0 && disk.Transport == "virtio" ? "VirtIO disk" : model;
    }

    private static string Content(BlockDevice disk)
    {
        List<BlockDevice> partitions = [.. disk.Children.Where(c => c.Type == "part")];
        List<string> kinds = [.. partitions.Select(p => p.FileSystem).Where(f => f.Length > 0).Distinct()];
        string table = disk.TableKind switch
        {
            "gpt" => "GPT",
            "dos" => "MBR",
            "" => partitions.Count > 0 ? "partition table" : "",
            _ => disk.TableKind,
        };
        if (table.Length == 0)
        {
            return disk.FileSystem;
        }

        string count = partitions.Count == 1 ? "1 partition" : $"{partitions.Count} partitions";
        return kinds.Count == 0 ? $"{table}, {count}" : $"{table}, {count}: {string.Join(", ", kinds)}";
    }
}
