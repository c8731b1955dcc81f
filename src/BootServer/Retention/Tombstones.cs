using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>Which removed archives must be named in a new volume, and which need not be remembered any more. Pure.</summary>
/// <param name="ToWrite">To be written, since no volume that stays says it.</param>
/// <param name="Forgotten">Known to the catalog, and no manifest of them is left.</param>
internal sealed record Tombstones(IReadOnlyList<ArchiveId> ToWrite, IReadOnlyList<ArchiveId> Forgotten)
{
    /// <summary>Decides.</summary>
    /// <param name="removed">What the catalog remembers.</param>
    /// <param name="going">The volumes that go.</param>
    /// <param name="staying">The volumes that stay.</param>
    /// <param name="living">The archives in the catalog.</param>
    public static Tombstones Decide(
        IReadOnlyList<RemovedArchiveRecord> removed, IReadOnlyCollection<VolumeUse> going, IReadOnlyCollection<VolumeUse> staying, IReadOnlySet<ArchiveId> living)
    {
        HashSet<ArchiveId> manifests = [.. staying.SelectMany(use => use.Manifests)];
        bool allRead = staying.All(use => use.IsRead);
        HashSet<ArchiveId> said = [.. staying.SelectMany(use => use.Removed)];
        List<ArchiveId> all = [.. removed.Select(record => record.Archive).Union(going.SelectMany(use => use.Removed)).Where(archive => !living.Contains(archive))];
        bool IsNeeded(ArchiveId archive) => !allRead || manifests.Contains(archive);
        return new Tombstones(
            [.. all.Where(archive => IsNeeded(archive) && !said.Contains(archive))],
            [.. removed.Select(record => record.Archive).Where(archive => !IsNeeded(archive))]);
    }
}
