using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>Records the layout of the living machine: the disks that hold what is backed up, as they are now.</summary>
internal static class LayoutRecorder
{
    private const int FirstSectorBytes = 512;

    /// <summary>Reads everything. Needs root. What cannot be read becomes a warning in the layout.</summary>
    /// <exception cref="ToolException">lsblk or sfdisk is missing or failed.</exception>
    public static async Task<MachineLayout> RecordAsync(CancellationToken ct)
    {
        IReadOnlyList<BlockDevice> devices = await BlockDeviceReader.ReadAsync(ct).ConfigureAwait(false);
        IReadOnlyList<MountEntry> mounts = HeldMounts();
        IReadOnlyList<string> swap = MountTable.SwapDevices();
        StorageFacts storage = await StorageReader.ReadAsync(devices, mounts, ct).ConfigureAwait(false);
        IReadOnlyList<BlockDevice> disks = LayoutDiskChoice.Choose(devices, mounts, swap, storage.Unions(devices)).Disks;
        LayoutSource source = new()
        {
            Firmware = MachineInventory.Firmware(),
            Devices = devices,
            Mounts = mounts,
            SwapDevices = swap,
            Storage = storage,
            FsTab = FsTab.Parse(SysFs.Text("/etc/fstab")),
            CommandLine = SysFs.Text("/proc/cmdline"),
            Tables = await ReadTablesAsync(disks, ct).ConfigureAwait(false),
            BootLoader = new LayoutBootLoader { Kind = "unknown" },
        };
        source = await WithFileSystemsAsync(source, disks, ct).ConfigureAwait(false);
        return LayoutBuilder.Build(source with { BootLoader = BootLoader(source, disks) }) with { NetworkInterfaces = NetworkInterfaces.Wired() };
    }

    /// <summary>The partition table of one disk that has one.</summary>
    /// <exception cref="ToolException">sfdisk is missing or failed, or its answer cannot be read.</exception>
    public static async Task<PartitionTable> ReadTableAsync(string path, CancellationToken ct)
    {
        ToolResult result = await ExternalTool.RunAsync("sfdisk", ["-J", path], ct).ConfigureAwait(false);
        return SfdiskJson.TryParse(result.Output, out PartitionTable? table) ? table : throw new ToolException($"sfdisk's description of {path} cannot be read: {ExternalTool.LastWords(result)}");
    }

    private static IReadOnlyList<MountEntry> HeldMounts()
    {
        IReadOnlyList<MountEntry> mounts = MountTable.Read();
        ulong root = mounts.LastOrDefault(m => MountTable.PathOf(m) == "/")?.Id ?? 0;
        return FileSystemChoice.Decide(mounts, "/"u8, root).Held;
    }

    private static async Task<IReadOnlyDictionary<string, PartitionTable>> ReadTablesAsync(IReadOnlyList<BlockDevice> disks, CancellationToken ct)
    {
        Dictionary<string, PartitionTable> tables = [];
        foreach (BlockDevice disk in disks.Where(d => d.TableKind.Length > 0 || d.Children.Any(c => c.Type == "part")))
        {
            tables[disk.KernelName] = await ReadTableAsync(disk.Path, ct).ConfigureAwait(false);
        }

        return tables;
    }

    private static async Task<LayoutSource> WithFileSystemsAsync(LayoutSource source, IReadOnlyList<BlockDevice> disks, CancellationToken ct)
    {
        Dictionary<string, FileSystemUse> uses = [];
        Dictionary<string, SortedDictionary<string, string>> settings = [];
        List<string> warnings = [];
        foreach (BlockDevice device in disks.SelectMany(d => d.WithDescendants()).DistinctBy(d => d.KernelName).Where(d => d.FileSystem.Length > 0 && !StorageContainers.IsContainer(d)))
        {
            MountEntry? mount = source.Mounts.FirstOrDefault(m => MountTable.DeviceOf(m, [device]) is not null);
            string mountPoint = mount is null ? "" : MountTable.PathOf(mount);
            try
            {
                uses[device.KernelName] = mount is null ? default : await FileSystemSettingsReader.ReadUseAsync(mountPoint, ct).ConfigureAwait(false);
                settings[device.KernelName] = await FileSystemSettingsReader.ReadSettingsAsync(device, mountPoint, ct).ConfigureAwait(false);
            }
            catch (ToolException e)
            {
                warnings.Add($"The settings of the {device.FileSystem} file system on {device.Path} could not be read, so a rebuild uses the usual ones. {e.Message}");
            }
        }

        return source with { Use = uses, Settings = settings, Warnings = warnings };
    }

    private static LayoutBootLoader BootLoader(LayoutSource source, IReadOnlyList<BlockDevice> disks)
    {
        BootLoaderDetector detector = new("", new EfiVariables());
        if (source.Firmware == FirmwareKind.Bios)
        {
            return detector.DetectBios(disks.Select(d => FirstSector(d.Path)));
        }

        foreach (string mountPoint in BootLoaderDetector.EfiMountPoints)
        {
            MountEntry? mount = source.Mounts.FirstOrDefault(m => MountTable.PathOf(m) == mountPoint && m.FileSystem == "vfat");
            if (mount is not null)
            {
                return detector.DetectUefi(mountPoint, PartitionId(source, mount));
            }
        }

        return new LayoutBootLoader { Kind = "unknown" };
    }

    private static Guid? PartitionId(LayoutSource source, MountEntry mount)
    {
        BlockDevice? disk = source.Devices.FirstOrDefault(d => d.Children.Any(c => MountTable.DeviceOf(mount, [c]) is not null));
        BlockDevice? partition = disk?.Children.First(c => MountTable.DeviceOf(mount, [c]) is not null);
        LayoutPartition? entry = disk is null || !source.Tables.TryGetValue(disk.KernelName, out PartitionTable? table)
            ? null
            : table.Partitions.FirstOrDefault(p => p.Number == LayoutBuilder.PartitionNumber(disk.KernelName, partition!.KernelName));
        return Guid.TryParse(entry?.Uuid, out Guid id) ? id : null;
    }

    private static byte[] FirstSector(string path)
    {
        try
        {
            using FileStream disk = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            byte[] sector = new byte[FirstSectorBytes];
            disk.ReadExactly(sector);
            return sector;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
