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
    private static readonly string[] StartMountPoints = ["/boot", "/"];
    private static readonly string[] EfiMountPoints = ["/boot/efi", "/efi", "/boot"];

    /// <summary>The steps in the order in which the agent runs them.</summary>
    /// <param name="tree">What is made.</param>
    /// <param name="disks">On which disks.</param>
    /// <param name="storage">At which sizes.</param>
    /// <param name="names">The step that names network cards; null when they keep theirs.</param>
    public static IReadOnlyList<PlanStep> Make(StorageTree tree, IReadOnlyList<ChosenDisk> disks, FittedStorage storage, NameInterfaces? names)
    {
        MachineLayout layout = tree.Layout;
        List<PlanStep> steps = [];
        foreach (ChosenDisk disk in disks)
        {
            steps.Add(Clear(disk));
            if (disk.Layout.TableKind.Length > 0)
            {
                steps.Add(Table(disk));
            }
        }

        steps.AddRange(ContainerSteps.Make(storage));
        List<LayoutFileSystem> fileSystems = [.. layout.FileSystems.Where(f => FileSystemTypes.CanMake(f.Type)).Select(f => AtPlannedSize(f, tree, disks, storage))];
        foreach (LayoutFileSystem fileSystem in fileSystems)
        {
            steps.Add(Make(fileSystem));
            steps.AddRange(ContainerSteps.Subvolumes(fileSystem));
        }

        steps.AddRange(fileSystems.SelectMany(Mounts).OrderBy(m => MountDepth(m.MountPoint)).ThenBy(m => m.MountPoint, StringComparer.Ordinal));
        steps.Add(new RestoreFiles { Description = "Restore all files of the archive" });
        steps.AddRange(ContainerSteps.KeyFiles(layout));
        if (names is not null)
        {
            steps.Add(names);
        }

        steps.Add(BootLoader(tree, disks));
        steps.Add(new RebuildInitramfs { Description = "Make the initramfs of every kernel anew, unless it fits any hardware already" });
        steps.Add(new Finish { Description = "Unmount, flush and check all file systems" });
        return steps;
    }

    /// <summary>The step that clears a disk.</summary>
    public static ClearDisk Clear(ChosenDisk disk) => new()
    {
        Disk = disk.Layout.Name,
        Description = $"Clear disk {DiskText.Of(disk.Target)}: {(disk.Target.Content.Length == 0 ? "blank now" : "now " + disk.Target.Content)}",
    };

    /// <summary>The step that writes a disk's partition table.</summary>
    public static WritePartitionTable Table(ChosenDisk disk) => new()
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
            Description = $"Make {use} on {string.Join(" and ", StorageTree.DevicesOf(fileSystem).Select(DeviceText.Of))} ({SizeText.Of(fileSystem.SizeBytes)}){uuid}{label}",
        };
    }

    /// <summary>The mounts of a file system: one, or those of a btrfs with subvolumes.</summary>
    private static IEnumerable<MountFileSystem> Mounts(LayoutFileSystem fileSystem) =>
        fileSystem.Btrfs is { } btrfs
            ? btrfs.Mounts.Select(m => Mount(fileSystem) with
            {
                MountPoint = m.MountPoint,
                Subvolume = m.Subvolume,
                Description = $"Mount {(m.Subvolume.Length > 0 ? $"the subvolume {m.Subvolume}" : "the top")} of {DeviceText.Of(fileSystem.Device)} as {m.MountPoint} of the new system",
            })
            : fileSystem.MountPoint.Length > 0 ? [Mount(fileSystem)] : [];

    private static MountFileSystem Mount(LayoutFileSystem fileSystem) => new()
    {
        Device = fileSystem.Device,
        Type = fileSystem.Type,
        MountPoint = fileSystem.MountPoint,
        Options = fileSystem.Type == "vfat" ? FatOptions(fileSystem.MountOptions) : "",
        Description = $"Mount {DeviceText.Of(fileSystem.Device)} as {fileSystem.MountPoint} of the new system",
    };

    /// <summary>The archive shows owners and modes as these options made them; without them, putting them back would fail.</summary>
    private static string FatOptions(string options) =>
        string.Join(',', options.Split(',').Where(o => FatOptionNames.Any(n => o == n || o.StartsWith(n + "=", StringComparison.Ordinal))));

    private static InstallBootLoader BootLoader(StorageTree tree, IReadOnlyList<ChosenDisk> disks)
    {
        MachineLayout layout = tree.Layout;
        bool uefi = layout.Firmware == FirmwareKind.Uefi;
        string efiPartition = uefi ? EfiPartition(layout) : "";
        List<string> startDisks = uefi && efiPartition.Length > 0 ? [.. tree.Disks(efiPartition)] : [.. StartDisks(tree)];
        string where = string.Join(" and ", disks.Where(d => startDisks.Contains(d.Layout.Name)).Select(d => DiskText.Of(d.Target)));
        return new InstallBootLoader
        {
            Loader = layout.BootLoader,
            Disks = startDisks,
            EfiPartition = efiPartition,
            EfiLegs = LayoutDeviceNames.IsOnDisk(efiPartition) || efiPartition.Length == 0 ? null : tree.Bases(efiPartition),
            Description = uefi ? $"Make the UEFI firmware start {NameOf(layout.BootLoader)} from {where}" : $"Install GRUB for BIOS on {where}",
        };
    }

    private static string NameOf(LayoutBootLoader loader) => loader.Kind switch
    {
        LayoutBootLoader.SystemdBoot => "systemd-boot",
        LayoutBootLoader.UnifiedKernel => "its unified kernel image",
        _ => "GRUB",
    };

    /// <summary>The device of the EFI system partition that the system had mounted; empty when it had none.</summary>
    public static string EfiPartition(MachineLayout layout) =>
        EfiMountPoints.Select(m => layout.FileSystems.FirstOrDefault(f => f.MountPoint == m && f.Type == "vfat")?.Device).FirstOrDefault(d => d is not null) ?? "";

    /// <summary>
    /// BIOS: the disks with /boot and those with /, for the firmware may start any. Where these are spread over disks that have no room for a
    /// loader (no partition table, or a GPT without a BIOS boot partition), those with room do.
    /// </summary>
    private static List<string> StartDisks(StorageTree tree)
    {
        MachineLayout layout = tree.Layout;
        List<string> disks = [.. StartMountPoints.SelectMany(m => layout.FileSystems.Where(f => StorageTree.IsMountedAt(f, m)).SelectMany(StorageTree.DevicesOf).SelectMany(tree.Disks)).Distinct()];
        List<string> withRoom = [.. disks.Where(name => layout.Disks.Any(d => d.Name == name && HasRoomForLoader(d)))];
        return RebuildPlanner.IsPlain(layout) || withRoom.Count == 0 ? disks : withRoom;
    }

    private static bool HasRoomForLoader(LayoutDisk disk) => disk.TableKind == "dos" || disk.Partitions.Any(p => PartitionTypes.IsBiosBoot(p.Type));

    private static LayoutFileSystem AtPlannedSize(LayoutFileSystem fileSystem, StorageTree tree, IReadOnlyList<ChosenDisk> disks, FittedStorage storage)
    {
        IReadOnlyList<string> devices = StorageTree.DevicesOf(fileSystem);
        HashSet<string> below = [.. devices.SelectMany(tree.Disks)];
        int sectorBytes = disks.Where(d => below.Contains(d.Layout.Name)).Select(d => d.Target.LogicalSectorBytes).DefaultIfEmpty(512).Max();
        return FileSystemNeeds.AtSize(fileSystem, devices.Sum(d => storage.Sizes.GetValueOrDefault(d)), sectorBytes);
    }

    private static int MountDepth(string mountPoint) => mountPoint == "/" ? 0 : mountPoint.Count(c => c == '/');

    private static string Count(IReadOnlyList<LayoutPartition> partitions) => partitions.Count == 1 ? "1 partition" : $"{partitions.Count} partitions";
}
