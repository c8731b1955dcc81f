using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing;

namespace Monitas.Imaging.Volumes;

/// <summary>How VOLUME.JSON is read, or its copy.</summary>
public sealed partial class VolumeReader
{
    private async ValueTask ReadDescriptionAsync(VolumeId volume, Func<VolumeSealing, VolumeKey> open, CancellationToken cancellationToken)
    {
        (VolumeSealing? sealing, VolumeDescription? description) = await ReadEitherAsync(
            VolumeNames.Description, VolumeNames.DescriptionCopy, MaxDescriptionBytes,
            json => FindSealing(json) is VolumeSealing found ? (found, (VolumeDescription?)null) : (null, ParseDescription(json, volume)), cancellationToken).ConfigureAwait(false);
        if (sealing is not null)
        {
            _key = open(sealing);
            description = await ReadEitherAsync(
                VolumeNames.Description + VolumeNames.SealedSuffix, VolumeNames.DescriptionCopy + VolumeNames.SealedSuffix, MaxDescriptionBytes,
                json => ParseDescription(json, volume), cancellationToken).ConfigureAwait(false);
        }
        Description = description!;
    }

    /// <summary>Reads a file that the volume has twice, from its copy when it is damaged, which is noted.</summary>
    /// <exception cref="VolumeFormatException">Both are damaged, or the volume has no copy; it tells of the first.</exception>
    private async ValueTask<T> ReadEitherAsync<T>(string path, string copy, int maxLength, Func<byte[], T> parse, CancellationToken cancellationToken)
    {
        try
        {
            return parse(await ReadSoundAsync(path, maxLength, cancellationToken).ConfigureAwait(false));
        }
        catch (VolumeFormatException error) when (Map.Files.ContainsKey(copy))
        {
            try
            {
                T value = parse(await ReadSoundAsync(copy, maxLength, cancellationToken).ConfigureAwait(false));
                long offset = Map.Files.TryGetValue(path, out IsoFile? file) ? file.OffsetBytes + Math.Clamp(error.OffsetBytes, 0, Math.Max(0, file.LengthBytes - 1)) : 0;
                Note(new VolumeDamage(path, offset, $"{error.Message} Its copy {copy} is used", null));
                return value;
            }
            catch (VolumeFormatException)
            {
                throw error;
            }
        }
    }

    /// <summary>Reads a file and checks it against its digest, if the digest sector has one.</summary>
    private async ValueTask<byte[]> ReadSoundAsync(string path, int maxLength, CancellationToken cancellationToken)
    {
        if (Map.DigestOf(path) is string expected)
        {
            await using Stream stored = OpenFile(path);
            string digest = await VolumeFiles.HashAsync(stored, cancellationToken).ConfigureAwait(false);
            if (digest != expected)
            {
                throw Damaged(path, 0, $"SHA-256 {expected}", digest);
            }
        }
        return await ReadFileAsync(path, maxLength, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>How the volume is sealed; null when it is not. What is wrong otherwise is told when the whole description is read.</summary>
    private VolumeSealing? FindSealing(byte[] json)
    {
        try
        {
            if (JsonSerializer.Deserialize(json, VolumeJson.Default.SealedDescription) is not { Format: VolumeDescription.CurrentFormat, Sealing: VolumeSealing sealing })
            {
                return null;
            }
            return sealing.Cipher is not null && StoreKeyObject.AreSound(sealing.Slots) ? sealing : throw Damaged(VolumeNames.Description, 0, "how the volume is sealed", "parts of it");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private VolumeDescription ParseDescription(byte[] json, VolumeId volume)
    {
        VolumeDescription? description;
        try
        {
            description = JsonSerializer.Deserialize(json, VolumeJson.Default.VolumeDescription);
        }
        catch (JsonException error)
        {
            throw new VolumeFormatException($"{_name}:{VolumeNames.Description}", error.BytePositionInLine ?? 0, "a volume's description", error.Message, error);
        }
        // A required property may still be there as null.
        if (description?.Packs is null || description.Archives is null || description.Index?.File is null)
        {
            throw Damaged(VolumeNames.Description, 0, "a volume's description", "one with parts missing");
        }
        if (description.Format != VolumeDescription.CurrentFormat)
        {
            throw Damaged(VolumeNames.Description, 0, $"volume format {VolumeDescription.CurrentFormat}", $"format {description.Format}; a newer Monitas may read it");
        }
        if (description.Volume != volume)
        {
            throw Damaged(VolumeNames.Description, 0, $"volume {volume}", $"volume {description.Volume}");
        }
        return description;
    }
}
