using System;
using System.Collections.Generic;
using Monitas.Imaging.Compression.Wire;
using ZstdNet;

namespace Monitas.Imaging.Compression;

/// <summary>
/// Zstandard (RFC 8878) by the native library; the only file that names it. It keeps its contexts from call to call, so make
/// one for each thread and keep it. Not thread safe.
/// </summary>
public sealed class ZstdCodec : IDisposable
{
    /// <summary>The level of all archives unless set otherwise: with <see cref="ShortMatches"/> the best rate for its ratio on system files.</summary>
    public const int DefaultLevel = 1;

    /// <summary>
    /// At the default level the match finder looks for matches of 5 bytes instead of 7, in a table of 128 KiB that stays in a core's own cache: chunks of
    /// a system's files take 0.65 of level 3's time and 1.03 of its room.
    /// </summary>
    private static readonly Dictionary<ZSTD_cParameter, int> ShortMatches = new()
    {
        [ZSTD_cParameter.ZSTD_c_hashLog] = 15,
        [ZSTD_cParameter.ZSTD_c_minMatch] = 5,
    };

    private readonly int _level;
    private CompressionOptions? _compressionOptions;
    private Compressor? _compressor;
    private Decompressor? _decompressor;

    /// <summary>Makes a codec; native memory is taken when it is first used.</summary>
    /// <param name="level">1 (fast) to 19 (small).</param>
    public ZstdCodec(int level = DefaultLevel)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 19);
        _level = level;
    }

    /// <summary>The length of a frame is never above this for so many plain bytes.</summary>
    public static int MaxCompressedLength(int rawLength) =>
        checked(rawLength + (rawLength >> 8) + (rawLength < 128 * 1024 ? ((128 * 1024) - rawLength) >> 11 : 0));

    /// <summary>Writes one frame with its content size and returns its length.</summary>
    /// <exception cref="ArgumentException">The destination is shorter than <see cref="MaxCompressedLength"/>.</exception>
    public int Compress(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        if (destination.Length < MaxCompressedLength(source.Length))
        {
            throw new ArgumentException("The destination is too short for what the source may become.", nameof(destination));
        }
        _compressionOptions ??= _level == DefaultLevel ? new CompressionOptions(null, ShortMatches, _level) : new CompressionOptions(_level);
        _compressor ??= new Compressor(_compressionOptions);
        return _compressor.Wrap(source, destination);
    }

    /// <summary>
    /// Unpacks exactly one frame that names its content size; false when it is anything else, is damaged, or holds more than
    /// the destination does. Never allocates by what the frame says and never writes beyond the destination.
    /// </summary>
    public bool TryDecompress(ReadOnlySpan<byte> frame, Span<byte> destination, out int written)
    {
        written = 0;
        if (!ZstdFrame.TryMeasure(frame, out ZstdFrame measured) || measured.FrameLength != frame.Length
            || measured.ContentLength < 0 || measured.ContentLength > destination.Length)
        {
            return false;
        }
        if (measured.ContentLength == 0)
        {
            // The native call needs room for one byte; an empty frame needs none of ours.
            return true;
        }
        _decompressor ??= new Decompressor();
        try
        {
            written = _decompressor.Unwrap(frame, destination[..(int)measured.ContentLength], false);
        }
        catch (ZstdException)
        {
            return false;
        }
        return written == measured.ContentLength;
    }

    /// <summary>Gives the native contexts back.</summary>
    public void Dispose()
    {
        _compressor?.Dispose();
        _compressionOptions?.Dispose();
        _decompressor?.Dispose();
        _compressor = null;
        _compressionOptions = null;
        _decompressor = null;
    }
}
