using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes the subvolumes of a new btrfs, sets the default one, and reads both back. The file system's top is mounted for that beside the new system.</summary>
internal static class SubvolumeMaker
{
    /// <summary>Where the top is mounted, for a new system that is mounted at <paramref name="root"/>.</summary>
    public static string TopOf(string root) => root + "-top";

    /// <summary>Makes them.</summary>
    public static async Task RunAsync(MakeSubvolumes step, RebuildContext context, CancellationToken ct)
    {
        string top = TopOf(context.Root);
        Directory.CreateDirectory(top);
        LinuxMount.Mount(context.Node(step.Device), top, "btrfs", MountFlags.None, "subvolid=5");
        try
        {
            foreach (string path in step.Paths)
            {
                Directory.CreateDirectory(Path.GetDirectoryName($"{top}/{path}")!);
                await ExternalTool.RunAsync("btrfs", ["subvolume", "create", $"{top}/{path}"], ct).ConfigureAwait(false);
            }

            if (step.Default.Length > 0)
            {
                await ExternalTool.RunAsync("btrfs", ["subvolume", "set-default", $"{top}/{step.Default}"], ct).ConfigureAwait(false);
            }

            await CheckAsync(step, top, ct).ConfigureAwait(false);
        }
        finally
        {
            TargetMounts.Abandon(top);
        }
    }

    private static async Task CheckAsync(MakeSubvolumes step, string top, CancellationToken ct)
    {
        HashSet<string> made = [.. Paths((await ExternalTool.RunAsync("btrfs", ["subvolume", "list", top], ct).ConfigureAwait(false)).Output)];
        string found = Paths((await ExternalTool.RunAsync("btrfs", ["subvolume", "get-default", top], ct).ConfigureAwait(false)).Output).FirstOrDefault("");
        if (!made.SetEquals(step.Paths) || found != step.Default)
        {
            throw RebuildContext.Failure(
                $"The new btrfs on {step.Device} reads back with the subvolumes {string.Join(", ", made.Order(StringComparer.Ordinal))} and the default '{found}', not as planned.");
        }
    }

    /// <summary>The paths in "ID 256 gen 9 top level 5 path @/home" lines.</summary>
    internal static IEnumerable<string> Paths(string text)
    {
        const string Mark = " path ";
        return text.Split('\n').Where(l => l.Contains(Mark, StringComparison.Ordinal)).Select(l => l[(l.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)..]);
    }
}
