using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Disks;
using Monitas.Agent.Images.Wire;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Images;

/// <summary>
/// Finds out what is in use on a device, without writing to it. A map is believed only of a file system that was left in order; in all other
/// cases everything counts as used, which is always right.
/// </summary>
/// <param name="workDirectory">Where a map lies while it is read.</param>
internal sealed class UsedBlocks(string workDirectory)
{
    /// <summary>A swap area is made again by its first page, which is no longer than this anywhere; longer is what a page may be with other processors.</summary>
    private const long SwapHeaderBytes = 64 * 1024;

    private const int ProbeHibernated = 14;
    private const int ProbeUnclean = 15;
    private static readonly TimeSpan Timeout = TimeSpan.FromHours(1);

    /// <summary>What is used: null for everything, and then why, when that is not as usual; empty words otherwise.</summary>
    /// <param name="node">The device.</param>
    /// <param name="type">What blkid calls its content.</param>
    /// <param name="sizeBytes">Its length.</param>
    /// <param name="ct">Stops the programs.</param>
    public async Task<(IReadOnlyList<Extent>? Used, string Why)> FindAsync(string node, string type, long sizeBytes, CancellationToken ct)
    {
        switch (type)
        {
            case "swap":
                return ([new Extent(0, Math.Min(sizeBytes, SwapHeaderBytes))], "");
            case "ntfs":
                string trouble = await NtfsTroubleAsync(node, ct).ConfigureAwait(false);
                return trouble.Length > 0 ? (null, trouble) : await MapAsync("partclone.ntfs", node, sizeBytes, ct).ConfigureAwait(false);
            case "vfat":
                return await MapAsync("partclone.fat", node, sizeBytes, ct).ConfigureAwait(false);
            case "ext2" or "ext3" or "ext4":
                return IsCleanExt(node) ? await MapAsync("partclone.extfs", node, sizeBytes, ct).ConfigureAwait(false) : (null, "it was not unmounted in order");
            default:
                return (null, "");
        }
    }

    private async Task<(IReadOnlyList<Extent>? Used, string Why)> MapAsync(string program, string node, long sizeBytes, CancellationToken ct)
    {
        Directory.CreateDirectory(workDirectory);
        string map = Path.Combine(workDirectory, Path.GetRandomFileName());
        try
        {
            await ExternalTool.RunAsync(program, ["-q", "-D", "-s", node, "-O", map, "-L", "/dev/null"], ct, Timeout).ConfigureAwait(false);
            return (UsedExtents.Of(DomainMap.ReadUnused(File.ReadLines(map)), sizeBytes), "");
        }
        catch (Exception e) when (e is ToolException or FormatException or FileNotFoundException)
        {
            return (null, $"what is in use could not be found out: {e.Message.TrimEnd('.')}");
        }
        finally
        {
            File.Delete(map);
        }
    }

    /// <summary>Why the bitmap of an NTFS is not to be believed; empty when it is. The probe opens the device for writing and writes nothing.</summary>
    private static async Task<string> NtfsTroubleAsync(string node, CancellationToken ct)
    {
        try
        {
            ToolResult probe = await ExternalTool.TryRunAsync("ntfs-3g.probe", ["--readwrite", node], ct, Timeout).ConfigureAwait(false);
            return probe.ExitCode switch
            {
                0 => "",
                ProbeHibernated => "Windows was not shut down but is hibernated (fast startup)",
                ProbeUnclean => "Windows was not shut down in order",
                _ => $"it is not sound: {ExternalTool.LastWords(probe).TrimEnd('.')}",
            };
        }
        catch (ToolException e)
        {
            return e.Message.TrimEnd('.');
        }
    }

    private static bool IsCleanExt(string node)
    {
        byte[] path = Encoding.UTF8.GetBytes(node);
        byte[] superblock = new byte[ExtSuperblock.LengthBytes];
        using SafeFileHandle device = LinuxFile.Open(path, OpenFlags.ReadOnly);
        int count = LinuxFile.ReadAt(device, superblock, ExtSuperblock.OffsetBytes, path);
        return ExtSuperblock.IsClean(superblock.AsSpan(0, count));
    }
}
