using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Waits until kernel and device nodes show the partitions that were written.</summary>
internal static class DiskNodes
{
    private const int Attempts = 60;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    /// <summary>Waits until the disk has exactly these partitions.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="sizesBytes">The size of each partition by its number; 0 where any size will do.</param>
    /// <param name="ct">Stops the waiting.</param>
    /// <exception cref="RebuildException">They did not come.</exception>
    public static async Task WaitForPartitionsAsync(TargetDisk disk, IReadOnlyDictionary<int, long> sizesBytes, CancellationToken ct)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            await SettleAsync(ct).ConfigureAwait(false);
            if (HasExactly(disk, sizesBytes))
            {
                return;
            }

            // Another program (udev's probing) may hold the disk for a moment, so failure is tried again.
            await ExternalTool.TryRunAsync("blockdev", ["--rereadpt", disk.Path], ct).ConfigureAwait(false);
            if (!HasExactly(disk, sizesBytes) && sizesBytes.Count > 0)
            {
                await ExternalTool.TryRunAsync("partx", ["-u", disk.Path], ct).ConfigureAwait(false);
            }

            if (!HasExactly(disk, sizesBytes))
            {
                await Task.Delay(Pause, ct).ConfigureAwait(false);
            }
        }

        throw RebuildContext.Failure($"The kernel does not show the new partitions of {DiskText.Of(disk.Disk)}: something holds the disk.");
    }

    /// <summary>Lets udev finish what it does with devices; without udev there is nothing to wait for.</summary>
    public static async Task SettleAsync(CancellationToken ct)
    {
        if (ExternalTool.Find("udevadm") is not null && Directory.Exists("/run/udev"))
        {
            await ExternalTool.TryRunAsync("udevadm", ["settle", "--timeout=20"], ct).ConfigureAwait(false);
        }
    }

    private static bool HasExactly(TargetDisk disk, IReadOnlyDictionary<int, long> sizesBytes)
    {
        IReadOnlyDictionary<int, string> partitions = DiskTree.Partitions(disk.KernelName);
        return partitions.Count == sizesBytes.Count
            && sizesBytes.All(s => partitions.TryGetValue(s.Key, out string? name) && File.Exists("/dev/" + name) && (s.Value == 0 || DiskTree.SizeBytes(name) == s.Value));
    }
}
