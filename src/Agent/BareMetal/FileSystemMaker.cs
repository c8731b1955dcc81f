using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes a file system or swap area with its old UUID and label, and reads both back.</summary>
internal static class FileSystemMaker
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    /// <summary>Makes it.</summary>
    public static async Task RunAsync(MakeFileSystem step, RebuildContext context, CancellationToken ct)
    {
        LayoutFileSystem fileSystem = step.FileSystem;
        string node = context.Node(fileSystem.Device);
        List<string> further = [.. fileSystem.Btrfs?.Devices.Where(d => d != fileSystem.Device).Select(context.Node) ?? []];
        MkfsCommand command = MkfsCommand.For(fileSystem, node, further)
            ?? throw RebuildContext.Failure($"This boot image cannot make a {fileSystem.Type} file system: build the boot image anew.");
        if (command.Dropped.Count > 0)
        {
            context.Warn($"The {fileSystem.Type} file system of {fileSystem.Device} is made without {string.Join(", ", command.Dropped)}: the boot image's {command.Program} does not know that.");
        }

        await ExternalTool.RunAsync(command.Program, command.Arguments, ct, Timeout).ConfigureAwait(false);
        await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
        IReadOnlyDictionary<string, string> made = await BlockDeviceReader.ProbeAsync(node, ct).ConfigureAwait(false);
        Check(fileSystem, made, "TYPE", fileSystem.Type);
        Check(fileSystem, made, "UUID", fileSystem.Uuid);
        Check(fileSystem, made, "LABEL", fileSystem.Label);
        if (further.Count > 0)
        {
            // udev does this too, where there is one: the kernel mounts such a file system only when it knows all its devices.
            await ExternalTool.RunAsync("btrfs", ["device", "scan", node, .. further], ct).ConfigureAwait(false);
        }
    }

    private static void Check(LayoutFileSystem fileSystem, IReadOnlyDictionary<string, string> made, string name, string wanted)
    {
        string found = made.GetValueOrDefault(name, "");
        if (wanted.Length > 0 && !string.Equals(found, wanted, StringComparison.OrdinalIgnoreCase))
        {
            throw RebuildContext.Failure($"The new {fileSystem.Type} file system on {fileSystem.Device} reads back with {name} '{found}' instead of '{wanted}'.");
        }
    }
}
