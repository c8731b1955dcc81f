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
    /// <summary>For chunks that small files share, which are mostly text: the fast level takes 2 % more room for a system's, a tenth more for notes of a few words.</summary>
    public const int DefaultLevel = 3;

    /// <summary>For chunks of larger files: 0.78 of the other level's time, 1.02 of its room on a system's files.</summary>
    public const int FastLevel = 1;

    /// <summary>
    /// At the default level the match finder's two tables have 256 and 64 KiB instead of 512 and 256, so that they stay in a core's own cache:
    /// chunks of a system's files take 0.80 of the time and 1.010 of the room.
    /// </summary>
    private static readonly Dictionary<ZSTD_cParameter, int> SmallTables = new()
    {
        [ZSTD_cParameter.ZSTD_c_hashLog] = 16,
        [ZSTD_cParameter.ZSTD_c_chainLog] = 14,
    };

    /// <summary>At the fast level the match finder looks for matches of 5 bytes instead of 7, in a table of 128 KiB: 0.95 of the room.</summary>
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
        _compressionOptions ??= _level switch
        {
            DefaultLevel => new CompressionOptions(null, SmallTables, _level),
            FastLevel => new CompressionOptions(null, ShortMatches, _level),
            _ => new CompressionOptions(_level),
        };
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
