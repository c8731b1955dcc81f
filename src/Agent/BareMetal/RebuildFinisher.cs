using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Takes the new system down, checks its file systems without writing to them, closes what they lie on, and flushes the disks.</summary>
internal static class RebuildFinisher
{
    private static readonly System.TimeSpan Timeout = System.TimeSpan.FromHours(2);

    /// <summary>Does it; a file system with errors fails the rebuild.</summary>
    public static async Task RunAsync(RebuildContext context, CancellationToken ct)
    {
        LinuxMachine.Sync();
        TargetMounts.UnmountAll(context.Root);
        foreach (LayoutFileSystem fileSystem in context.Plan.Steps.OfType<MakeFileSystem>().Select(m => m.FileSystem))
        {
            await CheckAsync(fileSystem, context, ct).ConfigureAwait(false);
        }

        await StackTakedown.RunAsync(context, ct).ConfigureAwait(false);
        foreach (TargetDisk disk in context.Disks)
        {
            await ExternalTool.RunAsync("blockdev", ["--flushbufs", disk.Path], ct).ConfigureAwait(false);
        }
    }

    private static async Task CheckAsync(LayoutFileSystem fileSystem, RebuildContext context, CancellationToken ct)
    {
        string node = context.Node(fileSystem.Device);
        (string program, IReadOnlyList<string> arguments) = fileSystem.Type switch
        {
            "ext2" or "ext3" or "ext4" => ("e2fsck", new[] { "-f", "-n", node }),
            "vfat" => ("fsck.fat", ["-n", node]),
            "xfs" => ("xfs_repair", ["-n", node]),
            _ => ("", []),
        };
        if (program.Length == 0)
        {
            return;
        }

        ToolResult result = await ExternalTool.TryRunAsync(program, arguments, ct, Timeout).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw RebuildContext.Failure($"{program} finds errors in the new file system on {fileSystem.Device}: {ExternalTool.LastWords(result)}");
        }
    }
}
