using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Snapshots;

/// <summary>A snapshot of one file system, made and not yet removed.</summary>
internal interface ISnapshot
{
    /// <summary>Mounts what it holds.</summary>
    /// <param name="place">An open directory: its path may mean something else by now.</param>
    /// <param name="shown">Its path for messages.</param>
    /// <exception cref="Interop.LinuxException">It cannot be mounted.</exception>
    void Mount(SafeFileHandle place, ReadOnlySpan<byte> shown);

    /// <summary>Why what was read from it is worth nothing, in words; null when all is well.</summary>
    Task<string?> FindFaultAsync(CancellationToken cancellationToken);
}
