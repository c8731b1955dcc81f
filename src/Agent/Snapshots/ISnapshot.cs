using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Agent.Snapshots;

/// <summary>A snapshot of one file system, made and not yet removed.</summary>
internal interface ISnapshot
{
    /// <summary>Mounts what it holds, read-only.</summary>
    /// <param name="place">A directory that is there.</param>
    /// <exception cref="Interop.LinuxException">It cannot be mounted.</exception>
    void Mount(string place);

    /// <summary>Why what was read from it is worth nothing, in words; null when all is well.</summary>
    Task<string?> FindFaultAsync(CancellationToken cancellationToken);
}
