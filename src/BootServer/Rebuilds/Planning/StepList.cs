using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Writes the steps of a plan whose disks are chosen: disk by disk, then file systems, files and boot loader.</summary>
internal static class StepList
{
    private static readonly string[] FatOptionNames = ["umask", "fmask", "dmask", "uid", "gid", "iocharset", "codepage", "utf8", "shortname"];
    private static readonly string[] EfiMountPoints = ["/boot/efi", "/efi", "/boot"];

    /// <summary>The steps in the order in which the agent runs them.</summary>
    public static IReadOnlyList<PlanStep> Make(MachineLayout layout, IReadOnlyList<ChosenDisk> disks)
    {
        List<PlanStep> steps = [];
        foreach (ChosenDisk disk in disks)
        {
            steps.Add(Clear(disk));
            if (disk.Layout.TableKind.Length > 0)
            {
                steps.Add(Table(disk));
            }
        }

        List<LayoutFileSystem> fileSystems = [.. layout.FileSystems.Where(f => FileSystemTypes.CanMake(f.Type)).Select(f => AtPlannedSize(f, disks))];
        steps.AddRange(fileSystems.Select(Make));
        steps.AddRange(fileSystems.Where(f => f.MountPoint.Length > 0).OrderBy(MountDepth).ThenBy(f => f.MountPoint, StringComparer.Ordinal).Select(Mount));
        steps.Add(new RestoreFiles { Description = "Restore all files of the archive" });
        steps.Add(BootLoader(layout, disks));
        steps.Add(new RebuildInitramfs { Description = "Make the initramfs of every kernel anew, unless it fits any hardware already" });
        steps.Add(new Finish { Description = "Unmount, flush and check all file systems" });
        return steps;
    }

    private static ClearDisk Clear(ChosenDisk disk) => new()
    {
        Disk = disk.Layout.Name,
        Description = $"Clear disk {DiskText.Of(disk.Target)}: {(disk.Target.Content.Length == 0 ? "blank now" : "now " + disk.Target.Content)}",
    };

    private static WritePartitionTable Table(ChosenDisk disk) => new()
    {
        Disk = disk.Layout.Name,
        TableKind = disk.Layout.TableKind,
        TableId = disk.Layout.TableId,
        Partitions = disk.Fit.Partitions,
        Description = $"Write a {(disk.Layout.TableKind == "gpt" ? "GPT" : "MBR")} with {Count(disk.Fit.Partitions)} to {disk.Layout.Name}: "
            + string.Join(", ", disk.Fit.Partitions.Select(p => SizeText.Of(p.SizeSectors * disk.Target.LogicalSectorBytes))),
    };

    private static MakeFileSystem Make(LayoutFileSystem fileSystem)
    {
        string label = fileSystem.Label.Length > 0 ? $", label {fileSystem.Label}" : "";
        string uuid = fileSystem.Uuid.Length > 0 ? $", UUID {fileSystem.Uuid}" : "";
        string use = fileSystem.Type == "swap" ? "swap area" : fileSystem.MountPoint.Length > 0 ? $"{fileSystem.Type} for {fileSystem.MountPoint}" : fileSystem.Type;
        return new MakeFileSystem
        {
            FileSystem = fileSystem,
            Description = $"Make {use} on {Where(fileSystem.Device)} ({SizeText.Of(fileSystem.SizeBytes)}){uuid}{label}",
        };
    }

    private static MountFileSystem Mount(LayoutFileSystem fileSystem) => new()
    {
        Device = fileSystem.Device,
        Type = fileSystem.Type,
        MountPoint = fileSystem.MountPoint,
        Options = fileSystem.Type == "vfat" ? FatOptions(fileSystem.MountOptions) : "",
        Description = $"Mount {Where(fileSystem.Device)} as {fileSystem.MountPoint} of the new system",
    };

    /// <summary>The archive shows owners and modes as these options made them; without them, putting them back would fail.</summary>
    private static string FatOptions(string options) =>
        string.Join(',', options.Split(',').Where(o => FatOptionNames.Any(n => o == n || o.StartsWith(n + "=", StringComparison.Ordinal))));

    private static InstallBootLoader BootLoader(MachineLayout layout, IReadOnlyList<ChosenDisk> disks)
    {
        bool uefi = layout.Firmware == FirmwareKind.Uefi;
        string efiPartition = uefi ? EfiPartition(layout) : "";
        List<string> startDisks = uefi && efiPartition.Length > 0 ? [DiskOf(efiPartition)] : [.. StartDisks(layout)];
        string where = string.Join(" and ", disks.Where(d => startDisks.Contains(d.Layout.Name)).Select(d => DiskText.Of(d.Target)));
        return new InstallBootLoader
        {
            Loader = layout.BootLoader,
            Disks = startDisks,
            EfiPartition = efiPartition,
            Description = uefi ? $"Make the UEFI firmware start GRUB from {where}" : $"Install GRUB for BIOS on {where}",
        };
    }

    /// <summary>The device of the EFI system partition that the system had mounted; empty when it had none.</summary>
    public static string EfiPartition(MachineLayout layout) =>
        EfiMountPoints.Select(m => layout.FileSystems.FirstOrDefault(f => f.MountPoint == m && f.Type == "vfat")?.Device).FirstOrDefault(d => d is not null) ?? "";

    /// <summary>BIOS: the disk with /boot and the one with /, for the firmware may start either.</summary>
    private static IEnumerable<string> StartDisks(MachineLayout layout) =>
        layout.FileSystems.Where(f => f.MountPoint is "/" or "/boot").OrderByDescending(f => f.MountPoint.Length).Select(f => DiskOf(f.Device)).Distinct();

    private static LayoutFileSystem AtPlannedSize(LayoutFileSystem fileSystem, IReadOnlyList<ChosenDisk> disks)
    {
        ChosenDisk? disk = disks.FirstOrDefault(d => d.Layout.Name == DiskOf(fileSystem.Device));
        LayoutPartition? partition = disk?.Fit.Partitions.FirstOrDefault(p => $"{disk.Layout.Name}.{p.Number}" == fileSystem.Device);
        long sizeBytes = partition is not null ? partition.SizeSectors * disk!.Target.LogicalSectorBytes : disk?.Target.SizeBytes ?? fileSystem.SizeBytes;
        return FileSystemNeeds.AtSize(fileSystem, sizeBytes, disk?.Target.LogicalSectorBytes ?? 512);
    }

    private static int MountDepth(LayoutFileSystem fileSystem) => fileSystem.MountPoint == "/" ? 0 : fileSystem.MountPoint.Count(c => c == '/');

    private static string DiskOf(string device) => device.Split('.')[0];

    private static string Where(string device)
    {
        string[] parts = device.Split('.');
        return parts.Length == 1 ? $"all of {parts[0]}" : $"partition {parts[1]} of {parts[0]}";
    }

    private static string Count(IReadOnlyList<LayoutPartition> partitions) => partitions.Count == 1 ? "1 partition" : $"{partitions.Count} partitions";
}
