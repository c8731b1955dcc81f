using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// A layout with two of its disks as one: the partitions of the second stand behind those of the first, and a whole disk becomes a partition.
/// Pure.
/// </summary>
internal static class LayoutFold
{
    private const long AlignBytes = 1L << 20;

    /// <summary>GPT's usual number of entries.</summary>
    private const int MaxPartitions = 128;

    /// <summary>GPT types: Linux RAID, LVM, Linux file system (UAPI, Discoverable Partitions Specification; util-linux's list).</summary>
    private const string RaidType = "A19D880F-05FC-4D3B-A006-743F0F84911E";
    private const string VolumeType = "E6D6D379-F507-44C2-A23C-238F2A3DF928";
    private const string LinuxType = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";

    /// <summary>Puts one disk behind another.</summary>
    /// <param name="layout">A layout that <see cref="LayoutCheck"/> has passed.</param>
    /// <param name="intoName">The disk that stays, such as "disk0".</param>
    /// <param name="fromName">The disk that becomes a part of it.</param>
    public static LayoutChange Onto(MachineLayout layout, string intoName, string fromName)
    {
        LayoutDisk? into = layout.Disks.FirstOrDefault(d => d.Name == intoName);
        LayoutDisk? from = layout.Disks.FirstOrDefault(d => d.Name == fromName);
        if (into is null || from is null || into == from || into.TableKind != "gpt" || from.TableKind is not ("gpt" or ""))
        {
            return new LayoutChange(layout, [], [], [$"{intoName} and {fromName} cannot go onto one disk: the first must have a GPT, and the second a GPT or no partitions."]);
        }

        StorageTree tree = new(layout);
        List<LayoutPartition> source = from.TableKind == "gpt" ? [.. from.Partitions.Where(p => !PartitionTypes.IsBiosBoot(p.Type))] : [Whole(from, tree)];
        long cursorBytes = into.Partitions.Select(p => (p.StartSector + p.SizeSectors) * into.LogicalSectorBytes).DefaultIfEmpty(AlignBytes).Max();
        int number = into.Partitions.Select(p => p.Number).DefaultIfEmpty(0).Max();
        List<LayoutPartition> added = [];
        Dictionary<string, string> names = new(StringComparer.Ordinal);
        foreach (LayoutPartition partition in source.OrderBy(p => p.StartSector))
        {
            cursorBytes = (cursorBytes + AlignBytes - 1) / AlignBytes * AlignBytes;
            long sizeBytes = partition.SizeSectors * from.LogicalSectorBytes;
            long sectors = (sizeBytes + into.LogicalSectorBytes - 1) / into.LogicalSectorBytes;
            added.Add(partition with { Number = ++number, Uuid = IdFor(partition.Uuid, number, into.Partitions.Concat(added)), StartSector = cursorBytes / into.LogicalSectorBytes, SizeSectors = sectors });
            names[from.TableKind == "gpt" ? LayoutDeviceNames.Partition(fromName, partition.Number) : fromName] = LayoutDeviceNames.Partition(intoName, number);
            cursorBytes += sectors * into.LogicalSectorBytes;
        }

        LayoutDisk folded = into with { SizeBytes = cursorBytes + AlignBytes, Partitions = [.. into.Partitions, .. added] };
        MachineLayout changed = Renamed(layout, names) with { Disks = [.. layout.Disks.Where(d => d != from).Select(d => d == into ? folded : d)] };
        return new LayoutChange(changed, [], Warnings(tree, intoName, fromName), number > MaxPartitions ? [$"{intoName} and {fromName} have more than {MaxPartitions} partitions together."] : []);
    }

    /// <summary>
    /// The GUID itself, unless a partition has it already: who has copied a partition table onto a mirror's second disk has each of them twice. The other one
    /// follows from it and the number, of version 8 (RFC 9562 5.8), so that a plan that is made anew has the same hash.
    /// </summary>
    private static string IdFor(string uuid, int number, IEnumerable<LayoutPartition> others)
    {
        if (uuid.Length == 0 || !others.Any(p => p.Uuid.Equals(uuid, StringComparison.OrdinalIgnoreCase)))
        {
            return uuid;
        }

        byte[] bytes = SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{uuid.ToUpperInvariant()} {number}")))[..16];
        bytes[6] = (byte)((bytes[6] & 0x0f) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D").ToUpperInvariant();
    }

    /// <summary>The partition that a whole disk becomes.</summary>
    private static LayoutPartition Whole(LayoutDisk disk, StorageTree tree) => new()
    {
        Number = 1,
        StartSector = AlignBytes / disk.LogicalSectorBytes,
        SizeSectors = disk.SizeBytes / disk.LogicalSectorBytes,
        Type = tree.ArrayOn(disk.Name) is not null ? RaidType : tree.GroupOn(disk.Name) is not null ? VolumeType : LinuxType,
    };

    private static MachineLayout Renamed(MachineLayout layout, Dictionary<string, string> names)
    {
        string New(string device) => names.GetValueOrDefault(device, device);
        return layout with
        {
            Arrays = [.. layout.Arrays.Select(a => a with { Members = [.. a.Members.Select(New)], Spares = [.. a.Spares.Select(New)] })],
            Encryptions = [.. layout.Encryptions.Select(e => e with { Device = New(e.Device) })],
            VolumeGroups = [.. layout.VolumeGroups.Select(g => g with { PhysicalVolumes = [.. g.PhysicalVolumes.Select(p => p with { Device = New(p.Device) })] })],
            FileSystems = [.. layout.FileSystems.Select(f => f with { Device = New(f.Device), Btrfs = f.Btrfs is { } b ? b with { Devices = [.. b.Devices.Select(New)] } : null })],
        };
    }

    private static List<string> Warnings(StorageTree tree, string into, string from)
    {
        List<string> warnings = [$"{from} is put onto the disk of {into}."];
        foreach (LayoutArray array in tree.Layout.Arrays.Where(a => tree.Disks(a.Name).Contains(into) && tree.Disks(a.Name).Contains(from)))
        {
            warnings.Add($"{array.Name} has members of {into} and {from}, which are one disk now: when it fails, they fail together. --disk none leaves the second out.");
        }

        bool isShared = tree.Layout.VolumeGroups.Any(g => g.Volumes.Any(v => v.Mirrors > 0) && g.PhysicalVolumes.SelectMany(p => tree.Disks(p.Device)).Intersect([into, from]).Count() == 2)
            || tree.Layout.FileSystems.Any(f => f.Btrfs is { } b && b.DataProfile.StartsWith("raid1", StringComparison.Ordinal) && StorageTree.DevicesOf(f).SelectMany(tree.Disks).Intersect([into, from]).Count() == 2);
        if (isShared)
        {
            warnings.Add($"Copies of data that lay on {into} and {from} lie on one disk now: when it fails, they are lost together.");
        }

        return warnings;
    }
}
