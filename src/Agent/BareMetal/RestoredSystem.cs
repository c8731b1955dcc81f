using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// The restored system as a place to run its own programs in (chroot), so that boot loader and initramfs come from the same
/// versions as before.
/// </summary>
/// <param name="root">Where it is mounted.</param>
internal sealed class RestoredSystem(string root)
{
    private const string EfiVariableDirectory = "/sys/firmware/efi/efivars";

    /// <summary>The mount point of the restored system.</summary>
    public string Root => root;

    /// <summary>Does the restored system have this file or directory?</summary>
    public bool Exists(string path) => Path.Exists(Root + path);

    /// <summary>The first of these programs that is installed in the restored system; null when none is.</summary>
    public string? FindProgram(params IReadOnlyList<string> names) => names.Select(n => ExternalTool.Find(n, Root)).FirstOrDefault(p => p is not null);

    /// <summary>Gives the restored system what its programs expect: devices, processes, kernel and run-time state. Safe to call again.</summary>
    public void MountKernelFileSystems()
    {
        Mount("proc", "/proc", "proc", MountFlags.None);
        Mount("sysfs", "/sys", "sysfs", MountFlags.None);
        Mount("/dev", "/dev", "", MountFlags.Bind);
        Mount("/run", "/run", "", MountFlags.Bind);
        if (Directory.Exists(Root + EfiVariableDirectory))
        {
            Mount("efivarfs", EfiVariableDirectory, "efivarfs", MountFlags.None);
        }
    }

    /// <summary>Runs a program of the restored system inside it.</summary>
    /// <param name="program">Its absolute path there.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="timeout">How long it may take.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ToolException">It failed or took too long.</exception>
    public async Task<ToolResult> RunAsync(string program, IReadOnlyList<string> arguments, TimeSpan timeout, CancellationToken ct)
    {
        ToolResult result = await ExternalTool.TryRunAsync("chroot", [Root, program, .. arguments], ct, timeout).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result
            : throw new ToolException($"{Path.GetFileName(program)} {string.Join(' ', arguments)}, run in the restored system, failed with exit code {result.ExitCode}: {ExternalTool.LastWords(result)}");
    }

    private void Mount(string source, string mountPoint, string type, MountFlags flags)
    {
        Directory.CreateDirectory(Root + mountPoint);
        if (MountTable.At(Root + mountPoint) is null)
        {
            LinuxMount.Mount(source, Root + mountPoint, type, flags);
        }
    }
}
