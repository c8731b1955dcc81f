using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Export;

/// <summary>Volumes of one archive: where volumes have a limit, a full one is sealed and the next begun; the manifest goes into the last. Not thread-safe.</summary>
/// <param name="store">Where they are to lie.</param>
/// <param name="settings">How volumes are written.</param>
/// <param name="machine">Whose archive it is.</param>
/// <param name="clock">The time.</param>
internal sealed class VolumeSet(IStore store, VolumeSettings settings, MachineId machine, TimeProvider clock) : IAsyncDisposable
{
    private readonly List<SealedVolume> _sealed = [];
    private VolumeWriter? _volume;

    /// <summary>The volumes that are complete.</summary>
    public IReadOnlyList<SealedVolume> Sealed => _sealed;

    /// <summary>Adds a chunk's frame, whose bytes the caller has checked.</summary>
    public async ValueTask AppendAsync(byte[] frame, CancellationToken cancellationToken)
    {
        VolumeWriter volume = await WithRoomAsync(candidate => candidate.HasRoomForChunk(frame.Length), cancellationToken);
        await volume.AppendChunkAsync(frame, cancellationToken);
    }

    /// <summary>Adds the archive's manifest and seals the last volume.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="manifest">Its manifest.</param>
    /// <param name="layout">The machine's layout; may be empty.</param>
    /// <param name="describe">What VOLUME.JSON is to say, when these are the other volumes of the archive.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CompleteAsync(ArchiveId archive, Stream manifest, byte[] layout, Func<IReadOnlyList<VolumeId>, byte[]> describe, CancellationToken cancellationToken)
    {
        int longest = describe([.. Others(), default]).Length;
        VolumeWriter volume = await WithRoomAsync(candidate => candidate.HasRoomForArchive(manifest.Length, layout.Length, longest, _sealed.Count + 1), cancellationToken);
        VolumeId[] others = [.. Others()];
        await volume.PutManifestAsync(archive, manifest, layout, describe(others), others, cancellationToken);
        _sealed.Add(await volume.SealAsync(cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _volume?.DisposeAsync() ?? ValueTask.CompletedTask;

    private IEnumerable<VolumeId> Others() => _sealed.Select(volume => volume.Description.Volume);

    private async ValueTask<VolumeWriter> WithRoomAsync(Func<VolumeWriter, bool> hasRoom, CancellationToken cancellationToken)
    {
        if (_volume is { } full && !hasRoom(full))
        {
            _sealed.Add(await full.SealAsync(machine, cancellationToken));
            _volume = null;
            await full.DisposeAsync();
        }
        return _volume ??= await VolumeWriter.CreateAsync(store, VolumeId.New(clock), clock.GetUtcNow(), settings, cancellationToken);
    }
}
