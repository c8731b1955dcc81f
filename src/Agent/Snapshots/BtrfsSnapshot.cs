using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>A read-only snapshot of one btrfs subvolume, which lies in the file system's top level.</summary>
/// <param name="topLevel">Where the top level is mounted.</param>
/// <param name="name">Its name there.</param>
internal sealed class BtrfsSnapshot(string topLevel, string name) : ISnapshot
{
    /// <inheritdoc/>
    public void Mount(SafeFileHandle place, ReadOnlySpan<byte> shown)
    {
        using SafeFileHandle snapshot = BtrfsTopLevel.Open(topLevel, name);
        LinuxMount.Mount(LinuxMount.PathOf(snapshot), place, "", MountFlags.Bind, shown);
    }

    /// <inheritdoc/>
    public Task<string?> FindFaultAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
