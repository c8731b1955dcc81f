using System;
using System.IO;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>How a volume is opened and what must hold for it.</summary>
public sealed partial class VolumeReader
{
    /// <summary>Opens a volume of a store.</summary>
    /// <exception cref="FileNotFoundException">The store does not have it.</exception>
    /// <exception cref="VolumeFormatException">It is damaged or of a newer format.</exception>
    /// <exception cref="StoreKeyException">It is sealed, and the store's keys do not open it.</exception>
    public static async ValueTask<VolumeReader> OpenAsync(IStore store, VolumeId volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        string name = VolumeNames.OfVolume(volume);
        Stream stream = await store.OpenReadAsync(name, cancellationToken).ConfigureAwait(false);
        return await OpenAsync(stream, volume, name, leaveOpen: false, sealing => Open(KeyedStore.KeysOf(store), volume, sealing), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a volume in a stream, which it owns unless it is to be left open.</summary>
    internal static async ValueTask<VolumeReader> OpenAsync(
        Stream stream, VolumeId volume, string name, bool leaveOpen, Func<VolumeSealing, VolumeKey> open, CancellationToken cancellationToken)
    {
        try
        {
            IsoReader iso = await IsoReader.OpenAsync(stream, name, cancellationToken).ConfigureAwait(false);
            VolumeReader reader = new(stream, name, leaveOpen, iso);
            byte[] json = await reader.ReadFileAsync(VolumeNames.Description, MaxDescriptionBytes, cancellationToken).ConfigureAwait(false);
            if (reader.FindSealing(json) is VolumeSealing sealing)
            {
                reader._key = open(sealing);
                json = await reader.ReadFileAsync(VolumeNames.Description + VolumeNames.SealedSuffix, MaxDescriptionBytes, cancellationToken).ConfigureAwait(false);
            }
            reader.Description = reader.ParseDescription(json, volume);
            reader.CheckFiles();
            return reader;
        }
        catch
        {
            if (!leaveOpen)
            {
                await stream.DisposeAsync().ConfigureAwait(false);
            }
            throw;
        }
    }

    private static VolumeKey Open(StoreKeyRing? keys, VolumeId volume, VolumeSealing sealing) => (keys ?? new StoreKeyRing()).Open(volume, sealing);

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

    private void CheckFiles()
    {
        CheckFile(Description.Index);
        for (int i = 0; i < Description.Packs.Count; i++)
        {
            VolumePack? pack = Description.Packs[i];
            if (pack?.Number != i + 1)
            {
                throw Damaged(VolumeNames.Description, 0, $"pack {i + 1}", $"pack {pack?.Number}");
            }
            CheckFile(pack.Content);
        }
        foreach (VolumeArchive? archive in Description.Archives)
        {
            CheckFile(archive?.Manifest);
            if (archive!.Layout is VolumeFile layout)
            {
                CheckFile(layout);
            }
        }
    }

    private void CheckFile(VolumeFile? file)
    {
        if (file?.File is null || file.Sha256 is null || !_files.TryGetValue(file.File, out IsoFile? found) || found.LengthBytes != file.LengthBytes)
        {
            throw Damaged(VolumeNames.Description, 0, $"'{file?.File}' of {file?.LengthBytes} bytes in the volume", "none such");
        }
    }
}
