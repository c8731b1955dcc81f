using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Removes all that could come back to life on a target: mappings and arrays that udev has put together, signatures inside every
/// partition, the partition table at both ends of the disk.
/// </summary>
internal static class DiskClearer
{
    /// <summary>What is overwritten with zeros at each end: more than any partition table, RAID or LVM header takes there.</summary>
    private const int EdgeBytes = 1 << 20;

    /// <summary>Clears the disk and checks that nothing is left on it.</summary>
    public static async Task RunAsync(TargetDisk disk, RebuildContext context, CancellationToken ct)
    {
        await DeactivateAsync(disk, context, ct).ConfigureAwait(false);
        foreach (string partition in DiskTree.Partitions(disk.KernelName).Values)
        {
            // An extended partition (MBR) cannot be opened for writing as a whole; its own record goes with the table.
            await ExternalTool.TryRunAsync("wipefs", ["-a", "-f", "/dev/" + partition], ct).ConfigureAwait(false);
        }

        await ExternalTool.RunAsync("wipefs", ["-a", "-f", disk.Path], ct).ConfigureAwait(false);
        ZeroEdges(disk);
        await DiskNodes.WaitForPartitionsAsync(disk, new SortedDictionary<int, long>(), ct).ConfigureAwait(false);
        IReadOnlyDictionary<string, string> left = await BlockDeviceReader.ProbeAsync(disk.Path, ct).ConfigureAwait(false);
        if (left.ContainsKey("TYPE") || left.ContainsKey("PTTYPE"))
        {
            throw RebuildContext.Failure($"{DiskText.Of(disk.Disk)} still shows its old content after it was cleared; the disk may ignore writes.");
        }
    }

    private static async Task DeactivateAsync(TargetDisk disk, RebuildContext context, CancellationToken ct)
    {
        foreach (string holder in DiskTree.Holders(disk.KernelName))
        {
            context.Log($"Taking {holder}, which lies on {disk.Path}, apart");
            if (holder.StartsWith("md", StringComparison.Ordinal))
            {
                await ExternalTool.RunAsync("mdadm", ["--stop", "/dev/" + holder], ct).ConfigureAwait(false);
            }
            else
            {
                await ExternalTool.RunAsync("dmsetup", ["remove", "--retry", SysFs.Text($"/sys/class/block/{holder}/dm/name")], ct).ConfigureAwait(false);
            }
        }

        if (DiskTree.Holders(disk.KernelName).Any())
        {
            throw RebuildContext.Failure($"{DiskText.Of(disk.Disk)} is still part of {string.Join(", ", DiskTree.Holders(disk.KernelName))} and cannot be cleared.");
        }
    }

    private static void ZeroEdges(TargetDisk disk)
    {
        byte[] zeros = new byte[(int)Math.Min(EdgeBytes, disk.Disk.SizeBytes)];
        byte[] path = Encoding.UTF8.GetBytes(disk.Path);
        // Not by .NET's own files: those take flock(2), which udev holds for a moment after wipefs has closed the disk.
        using SafeFileHandle handle = LinuxFile.Open(path, OpenFlags.WriteOnly);
        LinuxFile.WriteAt(handle, zeros, 0, path);
        LinuxFile.WriteAt(handle, zeros, disk.Disk.SizeBytes - zeros.Length, path);
        LinuxFile.Flush(handle, path);
    }
}
