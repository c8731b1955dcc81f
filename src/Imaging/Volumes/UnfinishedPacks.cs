using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Packs;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Reads the frames of a volume that was never finished, which has no directory: packs lie one after the other from the first sector for
/// files on, each from a sector boundary, and zeros fill the sector before the next. Ends at the first bytes that are no sound frame.
/// </summary>
/// <param name="stream">The volume so far; it is moved, and stays open.</param>
/// <param name="sealer">What the volume is sealed with; null when it is not.</param>
internal sealed class UnfinishedPacks(Stream stream, VolumeSealer? sealer) : IDisposable
{
    private const long FirstFrameBytes = IsoFormat.FirstDataLba * IsoFormat.SectorBytes;

    private readonly ZstdCodec _codec = new();
    private readonly VolumeOpener? _opener = sealer is null ? null : new VolumeOpener(sealer.Key);
    private readonly byte[] _frame = new byte[ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength) + SealedFrame.OverheadBytes];
    private readonly byte[] _raw = new byte[ChunkFrameHeader.MaxRawLength];
    private long _at = FirstFrameBytes;
    private bool _any;

    /// <summary>The header of the frame that was read last.</summary>
    internal ChunkFrameHeader Header { get; private set; }

    /// <summary>The frame that was read last, as it is stored; valid until the next read.</summary>
    internal ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Is it the first frame of its pack?</summary>
    internal bool BeginsPack { get; private set; }

    /// <summary>What an unfinished volume was sealed with; null when it is plain, or has not even one frame.</summary>
    /// <exception cref="StoreKeyException">It is sealed, and none of the keys opens its first frame, though that is whole.</exception>
    internal static async ValueTask<VolumeSealer?> FindSealerAsync(Stream stream, VolumeId volume, StoreKeyRing? keys, CancellationToken cancellationToken)
    {
        byte[] frame = new byte[ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength) + SealedFrame.OverheadBytes];
        stream.Position = FirstFrameBytes;
        int got = await stream.ReadAtLeastAsync(frame, frame.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (!SealedFrame.TryMeasure(frame.AsSpan(0, got), out int length) || length > got)
        {
            return null;
        }
        foreach (VolumeSealer candidate in keys?.Candidates(volume) ?? [])
        {
            using VolumeOpener opener = new(candidate.Key);
            if (opener.TryOpenFrame(frame.AsSpan(0, length), out _))
            {
                return candidate;
            }
            candidate.Dispose();
        }
        throw new StoreKeyException($"The unfinished volume {volume} is sealed with a key that is not there, or its first chunk is damaged; it is left as it is.");
    }

    /// <summary>Reads the next frame and checks it against its id; false at the end of what is sound.</summary>
    internal async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        BeginsPack = !_any;
        if (await TryReadAsync(_at, cancellationToken).ConfigureAwait(false))
        {
            return true;
        }
        BeginsPack = true;
        return _any && await SkipPaddingAsync(cancellationToken).ConfigureAwait(false) && await TryReadAsync(_at, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Frees the codec and the cipher.</summary>
    public void Dispose()
    {
        _opener?.Dispose();
        _codec.Dispose();
    }

    private async ValueTask<bool> TryReadAsync(long at, CancellationToken cancellationToken)
    {
        if (!await FillAsync(at, _frame.AsMemory(0, ChunkFrameHeader.SizeBytes), cancellationToken).ConfigureAwait(false)
            || !TryMeasure(out int length)
            || !await FillAsync(at, _frame.AsMemory(0, length), cancellationToken).ConfigureAwait(false)
            || !TryOpen(length, out ReadOnlyMemory<byte> plain)
            || !ChunkFrame.TryDecode(plain.Span, _codec, _raw, out ChunkFrameHeader header, out _))
        {
            return false;
        }
        (Header, Frame, _at, _any) = (header, _frame.AsMemory(0, length), at + length, true);
        return true;
    }

    private bool TryMeasure(out int length)
    {
        if (_opener is not null)
        {
            return SealedFrame.TryMeasure(_frame, out length);
        }
        bool isFrame = ChunkFrameHeader.TryParse(_frame, out ChunkFrameHeader header, out _);
        length = header.FrameLength;
        return isFrame;
    }

    private bool TryOpen(int length, out ReadOnlyMemory<byte> plain)
    {
        plain = _frame.AsMemory(0, length);
        return _opener is null || _opener.TryOpenFrame(plain.Span, out plain);
    }

    /// <summary>Moves on to the next sector; false when something but zeros is in between, or nothing.</summary>
    private async ValueTask<bool> SkipPaddingAsync(CancellationToken cancellationToken)
    {
        int over = (int)(_at % IsoFormat.SectorBytes);
        Memory<byte> padding = _frame.AsMemory(0, over == 0 ? 0 : IsoFormat.SectorBytes - over);
        bool zeros = !padding.IsEmpty && await FillAsync(_at, padding, cancellationToken).ConfigureAwait(false) && !padding.Span.ContainsAnyExcept((byte)0);
        _at += zeros ? padding.Length : 0;
        return zeros;
    }

    private async ValueTask<bool> FillAsync(long at, Memory<byte> destination, CancellationToken cancellationToken)
    {
        stream.Position = at;
        int got = await stream.ReadAtLeastAsync(destination, destination.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return got == destination.Length;
    }
}
