using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes.Wire;

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
        Stream stream = await store.OpenReadAsync(VolumeNames.OfVolume(volume), cancellationToken).ConfigureAwait(false);
        return await OpenAsync(store, stream, volume, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same, for finding out what the medium holds: see <see cref="IStore.OpenStoredAsync"/>.</summary>
    /// <inheritdoc cref="OpenAsync(IStore, VolumeId, CancellationToken)"/>
    public static async ValueTask<VolumeReader> OpenStoredAsync(IStore store, VolumeId volume, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        Stream stream = await store.OpenStoredAsync(VolumeNames.OfVolume(volume), cancellationToken).ConfigureAwait(false);
        return await OpenAsync(store, stream, volume, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Opens a volume in a stream, which it owns unless it is to be left open.</summary>
    internal static async ValueTask<VolumeReader> OpenAsync(
        Stream stream, VolumeId volume, string name, bool leaveOpen, Func<VolumeSealing, VolumeKey> open, CancellationToken cancellationToken)
    {
        try
        {
            VolumeReader reader = new(stream, name, leaveOpen, await VolumeMap.ReadAsync(stream, name, cancellationToken).ConfigureAwait(false));
            await reader.ReadDescriptionAsync(volume, open, cancellationToken).ConfigureAwait(false);
            reader.CheckFiles();
            reader.CheckEnd();
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

    private static ValueTask<VolumeReader> OpenAsync(IStore store, Stream stream, VolumeId volume, CancellationToken cancellationToken) => OpenAsync(
        stream, volume, VolumeNames.OfVolume(volume), leaveOpen: false, sealing => Open(KeyedStore.KeysOf(store), volume, sealing), cancellationToken);

    private static VolumeKey Open(StoreKeyRing? keys, VolumeId volume, VolumeSealing sealing) => (keys ?? new StoreKeyRing()).Open(volume, sealing);

    /// <summary>Notes a volume that is cut short, and one without the digest sector that it should have.</summary>
    private void CheckEnd()
    {
        if (Map.Digests is null && Description.DigestSector is not null)
        {
            Note(new VolumeDamage(
                VolumeNames.Digests, Math.Max(0, Map.VolumeBytes - DigestSector.SizeBytes),
                "it is damaged or missing, so that descriptors, directories and the files beside archives cannot be checked", null));
        }
        if (_stream.Length < Map.VolumeBytes)
        {
            Note(new VolumeDamage("", _stream.Length, $"it is cut short: it should have {Map.VolumeBytes} bytes", null));
        }
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
        if (file?.File is null || file.Sha256 is null || !Map.TryAdd(file) || !Map.Files.TryGetValue(file.File, out IsoFile? found) || found.LengthBytes != file.LengthBytes)
        {
            throw Damaged(VolumeNames.Description, 0, $"'{file?.File}' of {file?.LengthBytes} bytes in the volume", "none such");
        }
    }
}
