using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// The block indexes of the manifests that were searched last, so that a path is looked up again without reading them. Bounded; what was not used for
/// longest goes first. Thread-safe.
/// </summary>
internal sealed class IndexCache(ManifestCache manifests)
{
    /// <summary>
    /// All indexes together: those of some five hundred archives of half a million files. A question needs few of them where the change lists are there
    /// (<see cref="ChangeLists"/>), so more would lie idle.
    /// </summary>
    public const long MaxBytes = 48L * 1024 * 1024;

    private readonly BoundedCache<ArchiveId, ManifestIndex> _held = new(MaxBytes, index => index.MemoryBytes);

    /// <summary>The index of an archive's manifest.</summary>
    /// <exception cref="FileNotFoundException">Neither the cache nor the store has the manifest.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">It is damaged.</exception>
    public async ValueTask<ManifestIndex> GetAsync(ArchiveSummary archive, CancellationToken cancellationToken)
    {
        if (_held.Find(archive.Id) is { } held)
        {
            return held;
        }
        await using FileStream file = await manifests.OpenAsync(archive, cancellationToken);
        ManifestIndex index = ManifestIndex.Read(file, file.Name);
        _held.Keep(archive.Id, index);
        return index;
    }

    /// <summary>Forgets an index whose manifest turned out to be damaged.</summary>
    public void Forget(ArchiveId archive) => _held.Forget(archive);
}
