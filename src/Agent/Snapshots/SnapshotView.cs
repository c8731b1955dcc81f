using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Snapshots;

/// <summary>The tree that a backup reads: the live one, or one put together from snapshots. Disposing removes all that was made for it.</summary>
/// <param name="root">Its root.</param>
/// <param name="snapshots">The snapshots in it.</param>
/// <param name="onDirectory">Is to be told of each directory that is walked; null when there is nothing to look for.</param>
/// <param name="cleaner">Removes them.</param>
/// <param name="warn">Gets a sentence about what could not be removed.</param>
internal sealed class SnapshotView(
    string root, IReadOnlyList<ISnapshot> snapshots, Action<byte[], SafeFileHandle, FileStatus>? onDirectory,
    SnapshotCleaner cleaner, Action<string> warn) : IAsyncDisposable
{
    /// <summary>The directory that is "/" of the tree.</summary>
    internal string Root => root;

    /// <summary>Is any of it a snapshot?</summary>
    internal bool HasSnapshots => snapshots.Count > 0;

    /// <summary>Is to be told of each directory that is walked; null when there is nothing to look for.</summary>
    internal Action<byte[], SafeFileHandle, FileStatus>? OnDirectory => onDirectory;

    /// <summary>To be called when everything was read, before that is made an archive.</summary>
    /// <exception cref="SnapshotFilledException">A snapshot has failed meanwhile.</exception>
    internal async Task CheckAsync(CancellationToken cancellationToken)
    {
        foreach (ISnapshot snapshot in snapshots)
        {
            if (await snapshot.FindFaultAsync(cancellationToken).ConfigureAwait(false) is { } fault)
            {
                throw new SnapshotFilledException(fault);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => new(cleaner.RunAsync(warn, CancellationToken.None));
}
