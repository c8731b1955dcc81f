using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks.Wire;

namespace Monitas.Agent.Disks;

/// <summary>
/// Reads the machine's block devices: the tree from lsblk, identities from sysfs, content from blkid where lsblk (which asks udev)
/// does not know it.
/// </summary>
internal static class BlockDeviceReader
{
    /// <summary>The tree of all block devices.</summary>
    /// <exception cref="ToolException">lsblk is missing or failed.</exception>
    public static async Task<IReadOnlyList<BlockDevice>> ReadAsync(CancellationToken ct)
    {
        ToolResult result = await ExternalTool.RunAsync("lsblk", ["-J", "-b", "-o", LsblkJson.Columns], ct).ConfigureAwait(false);
        if (!LsblkJson.TryParse(result.Output, out IReadOnlyList<BlockDevice>? devices))
        {
            throw new ToolException($"lsblk gave an answer that is not its JSON: {ExternalTool.LastWords(result)}");
        }

        return await CompleteAllAsync(devices, ct).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<BlockDevice>> CompleteAllAsync(IReadOnlyList<BlockDevice> devices, CancellationToken ct)
    {
        List<BlockDevice> completed = [];
        foreach (BlockDevice device in devices)
        {
            BlockDevice known = device.Type is "rom" || IsVirtual(device) ? device : await CompleteAsync(device, ct).ConfigureAwait(false);
            completed.Add(known with { Children = await CompleteAllAsync(device.Children, ct).ConfigureAwait(false) });
        }

        return completed;
    }

    private static async Task<BlockDevice> CompleteAsync(BlockDevice device, CancellationToken ct)
    {
        bool isDisk = device.Type == "disk";
        BlockDevice named = isDisk ? WithIdentity(device) : device;
        bool knowsEnough = device.FileSystem.Length > 0 && !isDisk && device.FileSystem != "vfat";
        if (knowsEnough || device.SizeBytes == 0)
        {
            return named;
        }

        IReadOnlyDictionary<string, string> probe = await ProbeAsync(device.Path, ct).ConfigureAwait(false);
        return named with
        {
            TableKind = isDisk ? probe.GetValueOrDefault("PTTYPE", named.TableKind) : "",
            FileSystem = probe.GetValueOrDefault("TYPE", named.FileSystem),
            FileSystemVersion = probe.GetValueOrDefault("VERSION", named.FileSystemVersion),
            Uuid = probe.GetValueOrDefault("UUID", named.Uuid),
            Label = probe.GetValueOrDefault("LABEL", named.Label),
        };
    }

    /// <summary>What blkid finds on the device itself, not in its cache; empty when nothing (exit code 2) or several things (8) are there.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> ProbeAsync(string path, CancellationToken ct)
    {
        ToolResult result = await ExternalTool.TryRunAsync("blkid", ["-p", "-o", "export", path], ct).ConfigureAwait(false);
        return BlkidExport.Parse(result.ExitCode == 0 ? result.Output : "");
    }

    private static BlockDevice WithIdentity(BlockDevice disk)
    {
        string sys = "/sys/class/block/" + disk.KernelName;
        string serial = First(DiskIdentity.SerialOfVpdPage80(SysFs.Bytes(sys + "/device/vpd_pg80")), DiskIdentity.Printable(SysFs.Text(sys + "/serial")), DiskIdentity.Printable(SysFs.Text(sys + "/device/serial")), disk.Serial);
        string wwn = First(DiskIdentity.WwnOfWwid(SysFs.Text(sys + "/wwid")), DiskIdentity.WwnOfWwid(SysFs.Text(sys + "/device/wwid")), disk.Wwn);
        bool virtio = disk.KernelName.StartsWith("vd", StringComparison.Ordinal);
        return disk with { Serial = serial, Wwn = wwn, Transport = disk.Transport.Length == 0 && virtio ? "virtio" : disk.Transport };
    }

    private static string First(params ReadOnlySpan<string> values)
    {
        foreach (string value in values)
        {
            if (value.Length > 0)
            {
                return value;
            }
        }

        return "";
    }

    /// <summary>Compressed memory, RAM disks, network block devices, floppies and eMMC boot areas are no disks for an operating system.</summary>
    public static bool IsVirtual(BlockDevice device) =>
        device.KernelName.StartsWith("zram", StringComparison.Ordinal) || device.KernelName.StartsWith("ram", StringComparison.Ordinal)
        || device.KernelName.StartsWith("nbd", StringComparison.Ordinal) || device.KernelName.StartsWith("fd", StringComparison.Ordinal)
        || (device.KernelName.StartsWith("mmcblk", StringComparison.Ordinal) && (device.KernelName.Contains("boot", StringComparison.Ordinal) || device.KernelName.Contains("rpmb", StringComparison.Ordinal)));
}
