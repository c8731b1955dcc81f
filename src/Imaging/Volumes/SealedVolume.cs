using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>A volume that is complete, verified and durable.</summary>
public sealed record SealedVolume
{
    /// <summary>What it holds.</summary>
    public required VolumeDescription Description { get; init; }

    /// <summary>Its whole length in bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>Where its chunks lie in the store, in order of their ids; for <see cref="ChunkIndex.Add(SealedVolume)"/>.</summary>
    public required IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>> Chunks { get; init; }

    /// <summary>
    /// Reads the whole volume from where it lies in the store and compares it with what was written. The bytes were compared already when it was
    /// sealed; this tells that they are there under its name too, and is for those who are about to delete another copy of them.
    /// </summary>
    /// <exception cref="VolumeFormatException">It is not what was written: the disk, the way to it or memory is at fault.</exception>
    /// <exception cref="System.IO.IOException">It cannot be read.</exception>
    public async ValueTask ReadBackAsync(IStore store, CancellationToken cancellationToken)
    {
        await using VolumeReader reader = await VolumeReader.OpenStoredAsync(store, Description.Volume, cancellationToken).ConfigureAwait(false);
        await CompareAsync(reader, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Compares every file that has a digest, the index entry by entry, and what lies around the files, with what was written.</summary>
    internal async ValueTask CompareAsync(VolumeReader reader, CancellationToken cancellationToken)
    {
        string name = VolumeNames.OfVolume(Description.Volume);
        IReadOnlyList<ChunkEntry> entries = await reader.ReadStoredIndexAsync(cancellationToken).ConfigureAwait(false);
        if (!entries.Select(entry => KeyValuePair.Create(entry.Id, reader.Locate(entry))).SequenceEqual(Chunks))
        {
            throw new VolumeFormatException($"{name}:{VolumeNames.Index}", 0, "the index that was written", "another");
        }
        foreach (VolumeFile file in VolumeFiles.Of(Description))
        {
            string digest = await VolumeFiles.HashAsync(reader.OpenFile(file.File), cancellationToken).ConfigureAwait(false);
            if (digest != file.Sha256)
            {
                throw new VolumeFormatException($"{name}:{file.File}", 0, $"SHA-256 {file.Sha256}", digest);
            }
        }
        IReadOnlyList<VolumeDamage> structure = await reader.OpenStructure().FindDamageAsync(cancellationToken).ConfigureAwait(false);
        if (reader.Damage.Concat(structure).FirstOrDefault() is { } damage)
        {
            throw new VolumeFormatException($"{name}:{damage.File}", damage.OffsetBytes, "what was written", damage.What);
        }
    }
}
