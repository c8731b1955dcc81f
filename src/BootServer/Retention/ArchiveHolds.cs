using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Monitas.Catalog;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>
/// The archives that something other than a job reads now (an export): none of them is removed before that is over. Jobs need no hold, since the
/// catalog removes nothing that an open one reads. Thread-safe.
/// </summary>
internal sealed class ArchiveHolds(ICatalog catalog)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ArchiveId, int> _held = [];

    /// <summary>Holds an archive until what this returns is disposed; null when it was removed just before.</summary>
    public IDisposable? TryHold(ArchiveId archive)
    {
        lock (_gate)
        {
            if (catalog.FindArchive(archive) is null)
            {
                return null;
            }
            _held[archive] = _held.GetValueOrDefault(archive) + 1;
            return new Hold(this, archive);
        }
    }

    /// <summary>Is it read now?</summary>
    public bool IsHeld(ArchiveId archive)
    {
        lock (_gate)
        {
            return _held.ContainsKey(archive);
        }
    }

    /// <summary>Runs something with those of these archives that nothing holds; none is held meanwhile.</summary>
    public T WithFree<T>(IReadOnlyList<ArchiveId> archives, Func<IReadOnlyList<ArchiveId>, T> work)
    {
        lock (_gate)
        {
            return work([.. archives.Where(archive => !_held.ContainsKey(archive))]);
        }
    }

    private void Release(ArchiveId archive)
    {
        lock (_gate)
        {
            if (--_held[archive] == 0)
            {
                _held.Remove(archive);
            }
        }
    }

    private sealed class Hold(ArchiveHolds holds, ArchiveId archive) : IDisposable
    {
        private bool _disposed;

        public void Dispose()
        {
            if (!_disposed)
            {
                _disposed = true;
                holds.Release(archive);
            }
        }
    }
}
