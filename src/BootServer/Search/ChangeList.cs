using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// What changed from each archive of a machine to the next: 4 bytes for each path that did. So a question about one path looks only into the archives
/// around which it may have changed. An archive that was removed since is passed by: what changed from the one before to the one behind it is
/// among both changes. Immutable.
/// </summary>
internal sealed class ChangeList
{
    private readonly Dictionary<ArchiveId, ArchiveChange> _byNewer;

    /// <summary>The list of these changes; at most one for a newer archive.</summary>
    public ChangeList(IEnumerable<ArchiveChange> changes)
    {
        _byNewer = changes.ToDictionary(change => change.Newer);
        MemoryBytes = _byNewer.Values.Sum(change => 200L + (change.Hashes.Length * sizeof(uint)));
    }

    /// <summary>No changes are known.</summary>
    public static ChangeList Empty { get; } = new([]);

    /// <summary>How many changes there are.</summary>
    public int Count => _byNewer.Count;

    /// <summary>About how much memory this takes.</summary>
    public long MemoryBytes { get; }

    /// <summary>May the path be another in one archive than in the other? False only when both surely hold the same entry, or neither holds one.</summary>
    public bool MayDiffer(ArchiveId older, ArchiveId newer, uint path)
    {
        ArchiveId at = newer;
        for (int steps = 0; at != older; steps++)
        {
            if (steps > _byNewer.Count || !_byNewer.TryGetValue(at, out ArchiveChange? change) || Array.BinarySearch(change.Hashes, path) >= 0)
            {
                return true;
            }
            at = change.Older;
        }
        return false;
    }

    /// <summary>The change from one archive to another, put together from several when archives between them are gone; null when it is not known.</summary>
    public ArchiveChange? Between(ArchiveId older, ArchiveId newer)
    {
        List<ArchiveChange> steps = [];
        for (ArchiveId at = newer; at != older; at = steps[^1].Older)
        {
            if (steps.Count > _byNewer.Count || !_byNewer.TryGetValue(at, out ArchiveChange? change))
            {
                return null;
            }
            steps.Add(change);
        }
        return steps is [ArchiveChange only] ? only : new ArchiveChange(older, newer, ChangedPaths.Union(steps.Select(step => step.Hashes)));
    }
}
