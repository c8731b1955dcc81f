using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>How a volume is completed.</summary>
public sealed partial class VolumeWriter
{
    /// <summary>
    /// Writes index, VOLUME.JSON, README.TXT, copies, directories, digests and descriptors, flushes all to the disk, reads it back from there, compares, and
    /// gives the volume its name. When this returns, the volume is there for good. Once only.
    /// </summary>
    /// <exception cref="VolumeFormatException">What was read back is not what was written: the disk or memory is at fault.</exception>
    public ValueTask<SealedVolume> SealAsync(CancellationToken cancellationToken) =>
        RunAsync(() => SealOnceAsync(machine: null, cancellationToken), cancellationToken);

    /// <summary>The same for a volume without archives: what a machine has sent so far.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="cancellationToken">Ends the work; the volume is not usable then, but can be suspended.</param>
    public ValueTask<SealedVolume> SealAsync(MachineId machine, CancellationToken cancellationToken) =>
        RunAsync(() => SealOnceAsync(machine, cancellationToken), cancellationToken);

    private async ValueTask<SealedVolume> SealOnceAsync(MachineId? machine, CancellationToken cancellationToken)
    {
        await EndPackAsync(cancellationToken).ConfigureAwait(false);
        List<ChunkEntry> entries = [.. _chunks.Values];
        entries.Sort((left, right) => left.Id.CompareTo(right.Id));
        byte[] indexBytes = IndexCodec.ToBytes(entries);
        VolumeDescription description = new()
        {
            Format = VolumeDescription.CurrentFormat,
            Volume = Id,
            Created = _created,
            Machine = machine,
            DigestSector = DigestSector.Version,
            Packs = _packs,
            Index = await _file.WriteFileAsync(VolumeNames.Index, indexBytes, cancellationToken).ConfigureAwait(false),
            Archives = _archives,
            Removed = Removed,
        };
        // The copies do not lie beside what they are copies of, so that one bad spot of a disk does not hit both.
        List<VolumeFile> files = [];
        await WriteDescriptionAsync(description, VolumeNames.Description, files, cancellationToken).ConfigureAwait(false);
        files.Add(await _file.WriteOpenFileAsync(VolumeNames.ExtractScript, VolumeReadme.ExtractScript(), cancellationToken).ConfigureAwait(false));
        files.Add(await _file.WriteOpenFileAsync(VolumeNames.Readme, VolumeReadme.Write(Id, _sealer?.Description), cancellationToken).ConfigureAwait(false));
        files.Add(await _file.WriteFileAsync(VolumeNames.IndexCopy, indexBytes, cancellationToken).ConfigureAwait(false));
        await WriteDescriptionAsync(description, VolumeNames.DescriptionCopy, files, cancellationToken).ConfigureAwait(false);
        await _iso.FinishAsync(_created, structure => DigestSector.Over(Id, structure, files).ToBytes(), cancellationToken).ConfigureAwait(false);
        SealedVolume done = new()
        {
            Description = description,
            LengthBytes = _upload.Content.Length,
            Chunks = entries.ConvertAll(entry => KeyValuePair.Create(entry.Id, Locate(entry))),
        };
        // What is compared is what the disk holds, not what the page cache remembers.
        await using (Stream stored = await _upload.OpenStoredAsync(cancellationToken).ConfigureAwait(false))
        {
            await CompareAsync(done, stored, cancellationToken).ConfigureAwait(false);
        }
        await _upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        _sealed = true;
        return done;
    }

    private async ValueTask CompareAsync(SealedVolume done, Stream stored, CancellationToken cancellationToken)
    {
        string name = VolumeNames.OfVolume(Id);
        await using VolumeReader reader = await VolumeReader.OpenAsync(stored, Id, name, leaveOpen: true, _ => _sealer!.Key, cancellationToken).ConfigureAwait(false);
        await done.CompareAsync(reader, cancellationToken).ConfigureAwait(false);
        if (reader.Map.Digests is null || !await reader.Map.AgreesWithDirectoriesAsync(stored, name, cancellationToken).ConfigureAwait(false))
        {
            throw new VolumeFormatException($"{name}:{VolumeNames.Directories}", 0, "what was written", "directories and digests that are not the same");
        }
    }

    private ChunkLocation Locate(ChunkEntry entry) =>
        new(Id, entry.Pack, _packOffsets[entry.Pack - 1] + entry.OffsetBytes, entry.FrameLength, entry.RawLength);

    /// <summary>Writes VOLUME.JSON or its copy; in a sealed volume that is what leads to the key, and the whole description is a file of its own.</summary>
    private async ValueTask WriteDescriptionAsync(VolumeDescription description, string path, List<VolumeFile> files, CancellationToken cancellationToken)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(description, VolumeJson.Default.VolumeDescription);
        files.Add(await _file.WriteFileAsync(path, json, cancellationToken).ConfigureAwait(false));
        if (_sealer is not null)
        {
            SealedDescription head = new() { Format = VolumeDescription.CurrentFormat, Volume = Id, Created = _created, Sealing = _sealer.Description };
            json = JsonSerializer.SerializeToUtf8Bytes(head, VolumeJson.Default.SealedDescription);
            files.Add(await _file.WriteOpenFileAsync(path, json, cancellationToken).ConfigureAwait(false));
        }
    }
}
