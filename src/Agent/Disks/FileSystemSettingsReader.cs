using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>Asks a mounted file system how it was made and how full it is.</summary>
internal static class FileSystemSettingsReader
{
    /// <summary>What mkfs must know to make it the same way again; empty for types without such settings.</summary>
    /// <exception cref="ToolException">The type's own tool is missing or failed.</exception>
    public static async Task<SortedDictionary<string, string>> ReadSettingsAsync(BlockDevice device, string mountPoint, CancellationToken ct)
    {
        switch (device.FileSystem)
        {
            case "ext2" or "ext3" or "ext4":
                return Dumpe2fsHeader.Settings((await ExternalTool.RunAsync("dumpe2fs", ["-h", device.Path], ct).ConfigureAwait(false)).Output);
            case "xfs" when mountPoint.Length > 0:
                string info = (await ExternalTool.RunAsync("xfs_info", [mountPoint], ct).ConfigureAwait(false)).Output;
                return new SortedDictionary<string, string>(StringComparer.Ordinal) { [FileSystemSettings.Features] = XfsInfo.Features(info) };
            default:
                return new SortedDictionary<string, string>(StringComparer.Ordinal);
        }
    }

    /// <summary>Used bytes and inodes, from statfs(2) by way of stat(1).</summary>
    /// <exception cref="ToolException">stat failed.</exception>
    public static async Task<FileSystemUse> ReadUseAsync(string mountPoint, CancellationToken ct)
    {
        // %S bytes of a block, %b blocks, %f free blocks, %c inodes, %d free inodes.
        ToolResult result = await ExternalTool.RunAsync("stat", ["-f", "-c", "%S %b %f %c %d", "--", mountPoint], ct).ConfigureAwait(false);
        return ParseUse(result.Output);
    }

    /// <summary>Reads "block-bytes blocks free-blocks inodes free-inodes"; zeros when it is something else.</summary>
    public static FileSystemUse ParseUse(string text)
    {
        string[] fields = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        long[] values = new long[5];
        for (int i = 0; i < values.Length; i++)
        {
            if (fields.Length != values.Length || !long.TryParse(fields[i], NumberStyles.None, CultureInfo.InvariantCulture, out values[i]))
            {
                return default;
            }
        }

        Int128 usedBytes = (Int128)values[0] * Math.Max(0, values[1] - values[2]);
        return usedBytes > long.MaxValue ? default : new FileSystemUse((long)usedBytes, Math.Max(0, values[3] - values[4]));
    }
}
