using System;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing.Wire;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Sealing;

/// <summary>Seals the frames of one volume that is being written. Not thread safe.</summary>
internal sealed class VolumeSealer : IDisposable
{
    private readonly AesGcm _cipher;
    private byte[] _buffer = [];

    /// <summary>Seals with a key.</summary>
    /// <param name="key">The volume's key.</param>
    /// <param name="description">What VOLUME.JSON is to say of it.</param>
    internal VolumeSealer(VolumeKey key, VolumeSealing description)
    {
        Key = key;
        Description = description;
        _cipher = key.Frames();
    }

    /// <summary>The volume's key.</summary>
    internal VolumeKey Key { get; }

    /// <summary>What VOLUME.JSON says of it.</summary>
    internal VolumeSealing Description { get; }

    /// <summary>The sealer of a new volume; null when the store seals nothing.</summary>
    internal static VolumeSealer? For(IStore store, VolumeId volume) =>
        KeyedStore.KeysOf(store) is { Active: VolumeSealing active } keys ? new VolumeSealer(keys.Open(volume, active), active) : null;

    /// <summary>Seals a frame; the result is good until the next call.</summary>
    internal ReadOnlyMemory<byte> SealFrame(ReadOnlySpan<byte> frame)
    {
        if (_buffer.Length < frame.Length + SealedFrame.OverheadBytes)
        {
            _buffer = new byte[Math.Min(2 * (frame.Length + SealedFrame.OverheadBytes), ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength) + SealedFrame.OverheadBytes)];
        }
        // Random nonces of 96 bits: with the most frames that a volume can hold, two are the same with a chance below 2^-50 (a key is one volume's).
        Span<byte> nonce = stackalloc byte[SealedFrame.NonceBytes];
        RandomNumberGenerator.Fill(nonce);
        return _buffer.AsMemory(0, SealedFrame.Seal(frame, _cipher, nonce, _buffer));
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
