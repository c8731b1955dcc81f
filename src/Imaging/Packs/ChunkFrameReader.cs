using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Packs;

/// <summary>
/// Reads chunk frames one after the other from a stream that need not seek. It holds one frame at a time and never more than
/// the longest frame there may be. It does not unpack: <see cref="ChunkFrame.TryDecode(ReadOnlySpan{byte}, Compression.ZstdCodec, out byte[], out ChunkFrameHeader, out ChunkFrameError)"/>
/// does, and checks the id. Not thread safe; does not close the stream.
/// </summary>
public sealed class ChunkFrameReader
{
    private readonly Stream _stream;
    private byte[] _buffer = new byte[256 * 1024];

    /// <summary>Reads from where the stream stands.</summary>
    public ChunkFrameReader(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
    }

    /// <summary>The header of the frame that was read last.</summary>
    public ChunkFrameHeader Header { get; private set; }

    /// <summary>The whole frame that was read last, header first. Valid until the next read.</summary>
    public ReadOnlyMemory<byte> Frame { get; private set; }

    /// <summary>How many bytes of whole frames were read so far.</summary>
    public long ReadBytes { get; private set; }

    /// <summary>Reads the next frame; false when the stream ends cleanly before it.</summary>
    /// <exception cref="ChunkFrameException">The next bytes are not a whole frame.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        int got = await _stream.ReadAtLeastAsync(
            _buffer.AsMemory(0, ChunkFrameHeader.SizeBytes), ChunkFrameHeader.SizeBytes, throwOnEndOfStream: false, cancellationToken)
            .ConfigureAwait(false);
        if (got == 0)
        {
            Frame = default;
            return false;
        }
        if (!ChunkFrameHeader.TryParse(_buffer.AsSpan(0, got), out ChunkFrameHeader header, out ChunkFrameError why))
        {
            throw new ChunkFrameException(why, ReadBytes);
        }
        if (_buffer.Length < header.FrameLength)
        {
            Array.Resize(ref _buffer, header.FrameLength);
        }
        Memory<byte> compressed = _buffer.AsMemory(ChunkFrameHeader.SizeBytes, header.CompressedLength);
        got = await _stream.ReadAtLeastAsync(compressed, compressed.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        if (got < compressed.Length)
        {
            throw new ChunkFrameException(ChunkFrameError.Truncated, ReadBytes);
        }
        Header = header;
        Frame = _buffer.AsMemory(0, header.FrameLength);
        ReadBytes += header.FrameLength;
        return true;
    }
}
