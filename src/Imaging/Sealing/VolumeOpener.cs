using System;
using System.Security.Cryptography;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Sealing;

/// <summary>Opens sealed frames of one volume. Not thread safe.</summary>
internal sealed class VolumeOpener : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _buffer = new byte[ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength)];

    /// <summary>Opens with a volume's key.</summary>
    internal VolumeOpener(VolumeKey key) => _cipher = key.Frames();

    /// <summary>Opens exactly one frame; the result is good until the next call. False when it is damaged or another key's.</summary>
    internal bool TryOpenFrame(ReadOnlySpan<byte> source, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (!SealedFrame.TryMeasure(source, out int length) || length != source.Length || !SealedFrame.TryOpen(source, _cipher, _buffer))
        {
            return false;
        }
        frame = _buffer.AsMemory(0, length - SealedFrame.OverheadBytes);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _cipher.Dispose();
}
