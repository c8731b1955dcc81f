using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Compression;
using Monitas.Imaging.Iso.Wire;
using Monitas.Imaging.Packs;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// Reads the frames of a volume that was never finished, which has no directory: packs lie one after the other from the first sector for
/// files on, each from a sector boundary, and zeros fill the sector before the next. Ends at the first bytes that are no sound frame.
/// </summary>
/// <param name="stream">The volume so far; it is moved, and stays open.</param>
internal sealed class UnfinishedPacks(Stream stream) : IDisposable
{
    private readonly ZstdCodec _codec = new();
    private readonly byte[] _frame = new byte[ChunkFrame.MaxLength(ChunkFrameHeader.MaxRawLength)];
    private readonly byte[] _raw = new byte[ChunkFrameHeader.MaxRawLength];
    private long _at = IsoFormat.FirstDataLba * IsoFormat.SectorBytes;
    private bool _any;

    /// <summary>The header of the frame that was read last.</summary>
    internal ChunkFrameHeader Header { get; private set; }

    /// <summary>The frame that was read last; valid until the next read.</summary>
    internal ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>Is it the first frame of its pack?</summary>
    internal bool BeginsPack { get; private set; }

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

    /// <summary>Frees the codec.</summary>
    public void Dispose() => _codec.Dispose();

    private async ValueTask<bool> TryReadAsync(long at, CancellationToken cancellationToken)
    {
        if (!await FillAsync(at, _frame.AsMemory(0, ChunkFrameHeader.SizeBytes), cancellationToken).ConfigureAwait(false)
            || !ChunkFrameHeader.TryParse(_frame, out ChunkFrameHeader header, out _)
            || !await FillAsync(at, _frame.AsMemory(0, header.FrameLength), cancellationToken).ConfigureAwait(false)
            || !ChunkFrame.TryDecode(_frame.AsSpan(0, header.FrameLength), _codec, _raw, out _, out _))
        {
            return false;
        }
        (Header, Frame, _at, _any) = (header, _frame.AsMemory(0, header.FrameLength), at + header.FrameLength, true);
        return true;
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
