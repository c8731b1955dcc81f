using System;
using System.Collections.Generic;
using System.Linq;
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
    /// Writes index, README.TXT, VOLUME.JSON, directories and descriptors, reads all of it back and compares, flushes it to the disk and
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
        VolumeFile index = await _file.WriteFileAsync(VolumeNames.Index, IndexCodec.ToBytes(entries), cancellationToken).ConfigureAwait(false);
        await _file.WriteOpenFileAsync(VolumeNames.ExtractScript, VolumeReadme.ExtractScript(), cancellationToken).ConfigureAwait(false);
        await _file.WriteOpenFileAsync(VolumeNames.Readme, VolumeReadme.Write(Id, _sealer?.Description), cancellationToken).ConfigureAwait(false);
        VolumeDescription description = new()
        {
            Format = VolumeDescription.CurrentFormat,
            Volume = Id,
            Created = _created,
            Machine = machine,
            Packs = _packs,
            Index = index,
            Archives = _archives,
            Removed = Removed,
        };
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(description, VolumeJson.Default.VolumeDescription);
        await _file.WriteFileAsync(VolumeNames.Description, json, cancellationToken).ConfigureAwait(false);
        if (_sealer is not null)
        {
            SealedDescription head = new() { Format = VolumeDescription.CurrentFormat, Volume = Id, Created = _created, Sealing = _sealer.Description };
            json = JsonSerializer.SerializeToUtf8Bytes(head, VolumeJson.Default.SealedDescription);
            await _file.WriteOpenFileAsync(VolumeNames.Description, json, cancellationToken).ConfigureAwait(false);
        }
        await _iso.FinishAsync(_created, cancellationToken).ConfigureAwait(false);
        await _upload.Content.FlushAsync(cancellationToken).ConfigureAwait(false);
        long length = _upload.Content.Length;
        await VerifyAsync(entries, cancellationToken).ConfigureAwait(false);
        await _upload.CommitAsync(cancellationToken).ConfigureAwait(false);
        _sealed = true;
        return new SealedVolume
        {
            Description = description,
            LengthBytes = length,
            Chunks = entries.ConvertAll(entry => KeyValuePair.Create(entry.Id, Locate(entry))),
        };
    }

    private ChunkLocation Locate(ChunkEntry entry) =>
        new(Id, entry.Pack, _packOffsets[entry.Pack - 1] + entry.OffsetBytes, entry.FrameLength, entry.RawLength);

    /// <summary>Opens the volume as any reader would and hashes every file against what was hashed when it was written.</summary>
    private async ValueTask VerifyAsync(List<ChunkEntry> entries, CancellationToken cancellationToken)
    {
        string name = VolumeNames.OfVolume(Id);
        await using VolumeReader reader = await VolumeReader.OpenAsync(_upload.Content, Id, name, leaveOpen: true, _ => _sealer!.Key, cancellationToken).ConfigureAwait(false);
        IReadOnlyList<ChunkEntry> back = await reader.ReadIndexAsync(cancellationToken).ConfigureAwait(false);
        if (!back.SequenceEqual(entries) || entries.Any(entry => reader.Locate(entry) != Locate(entry)))
        {
            throw new VolumeFormatException(name + ":" + VolumeNames.Index, 0, "the index that was written", "another");
        }
        foreach (VolumeFile file in VolumeFiles.Of(reader.Description))
        {
            string digest = await VolumeFiles.HashAsync(reader.OpenFile(file.File), cancellationToken).ConfigureAwait(false);
            if (digest != file.Sha256)
            {
                throw new VolumeFormatException($"{name}:{file.File}", 0, $"SHA-256 {file.Sha256}", digest);
            }
        }
    }
}
