using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>Reads chunk frames of a store by their ids. Thread safe.</summary>
public sealed class ChunkSource
{
    private readonly IStore _store;
    private readonly ChunkIndex _index;

    /// <summary>Reads from a store through its index.</summary>
    public ChunkSource(IStore store, ChunkIndex index)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(index);
        _store = store;
        _index = index;
    }

    /// <summary>
    /// One frame as it stands in its pack, opened if it is sealed there: the header is checked to be this chunk's, the content is not (the receiver does, against the id).
    /// </summary>
    /// <exception cref="KeyNotFoundException">No volume has the chunk.</exception>
    /// <exception cref="VolumeFormatException">Something else stands where the chunk should.</exception>
    public async ValueTask<byte[]> ReadFrameAsync(ChunkId chunk, CancellationToken cancellationToken)
    {
        if (!_index.TryLocate(chunk, out ChunkLocation location))
        {
            throw new KeyNotFoundException($"No volume of the store holds chunk {chunk}.");
        }
        while (true)
        {
            try
            {
                return await ReadFrameAsync(chunk, location, cancellationToken).ConfigureAwait(false);
            }
            catch (FileNotFoundException) when (_index.TryLocate(chunk, out ChunkLocation moved) && moved != location)
            {
                // The volume was dropped between the two; the chunk lies in another one by now.
                location = moved;
            }
        }
    }

    /// <summary>The same from a place that the caller knows.</summary>
    /// <exception cref="VolumeFormatException">Something else stands there.</exception>
    public async ValueTask<byte[]> ReadFrameAsync(ChunkId chunk, ChunkLocation location, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[location.FrameLength];
        string volume = VolumeNames.OfVolume(location.Volume);
        await _store.ReadRangeAsync(volume, location.OffsetBytes, frame, cancellationToken).ConfigureAwait(false);
        if (SealedFrame.IsSealed(frame))
        {
            frame = await OpenFrameAsync(location, frame, cancellationToken).ConfigureAwait(false);
        }
        return ChunkFrameHeader.TryParse(frame, out ChunkFrameHeader header, out _) && header.Id == chunk && header.FrameLength == frame.Length
            ? frame
            : throw Damaged(location, $"the frame of chunk {chunk}");
    }

    private async ValueTask<byte[]> OpenFrameAsync(ChunkLocation location, byte[] frame, CancellationToken cancellationToken)
    {
        VolumeKey? key = KeyedStore.KeysOf(_store)?.FindVolume(location.Volume);
        if (key is null)
        {
            await using VolumeReader reader = await VolumeReader.OpenAsync(_store, location.Volume, cancellationToken).ConfigureAwait(false);
            key = reader.Key ?? throw Damaged(location, "a plain frame");
        }
        byte[] plain = new byte[Math.Max(0, frame.Length - SealedFrame.OverheadBytes)];
        using AesGcm cipher = key.Frames();
        return SealedFrame.TryOpen(frame, cipher, plain) ? plain : throw Damaged(location, "a sealed frame");
    }

    private static VolumeFormatException Damaged(ChunkLocation location, string expected) =>
        new($"{VolumeNames.OfVolume(location.Volume)}:{VolumeNames.OfPack(location.Pack)}", location.OffsetBytes, expected, "other bytes");
}
