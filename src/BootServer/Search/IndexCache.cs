using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Manifests;

namespace Monitas.BootServer.Search;

/// <summary>
/// The block indexes of the manifests that were searched last, so that a path is looked up in a thousand archives without opening a thousand files.
/// Bounded; what was not used for longest goes first. Thread-safe.
/// </summary>
internal sealed class IndexCache(ManifestCache manifests)
{
    /// <summary>All indexes together: those of about a thousand archives of half a million files.</summary>
    public const long MaxBytes = 96L * 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<ArchiveId, LinkedListNode<Held>> _held = [];
    private readonly LinkedList<Held> _byUse = new();
    private long _bytes;

    /// <summary>The index of an archive's manifest.</summary>
    /// <exception cref="FileNotFoundException">Neither the cache nor the store has the manifest.</exception>
    /// <exception cref="Monitas.Imaging.VolumeFormatException">It is damaged.</exception>
    public async ValueTask<ManifestIndex> GetAsync(ArchiveRecord archive, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(archive.Id, out LinkedListNode<Held>? node))
            {
                _byUse.Remove(node);
                _byUse.AddLast(node);
                return node.Value.Index;
            }
        }
        await using FileStream file = await manifests.OpenAsync(archive, cancellationToken);
        ManifestIndex index = ManifestIndex.Read(file, file.Name);
        Keep(archive.Id, index);
        return index;
    }

    /// <summary>Forgets an index whose manifest turned out to be damaged.</summary>
    public void Forget(ArchiveId archive)
    {
        lock (_gate)
        {
            if (_held.TryGetValue(archive, out LinkedListNode<Held>? node))
            {
                Remove(node);
            }
        }
    }

    private void Keep(ArchiveId archive, ManifestIndex index)
    {
        lock (_gate)
        {
            if (_held.ContainsKey(archive))
            {
                return;
            }
            _held[archive] = _byUse.AddLast(new Held(archive, index));
            _bytes += index.MemoryBytes;
            while (_bytes > MaxBytes && _byUse.First is { } oldest && oldest.Value.Archive != archive)
            {
                Remove(oldest);
            }
        }
    }

    private void Remove(LinkedListNode<Held> node)
    {
        _byUse.Remove(node);
        _held.Remove(node.Value.Archive);
        _bytes -= node.Value.Index.MemoryBytes;
    }

    private sealed record Held(ArchiveId Archive, ManifestIndex Index);
}
