using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Compression;

namespace Monitas.Imaging.Packs;

/// <summary>Writes chunk frames one after the other to a stream. Not thread safe; closes neither the stream nor the codec.</summary>
public sealed class ChunkFrameWriter
{
    private readonly Stream _stream;
    private readonly ZstdCodec _codec;
    private byte[] _buffer = [];

    /// <summary>Writes to where the stream stands.</summary>
    public ChunkFrameWriter(Stream stream, ZstdCodec codec)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(codec);
        _stream = stream;
        _codec = codec;
    }

    /// <summary>How many bytes were written so far.</summary>
    public long WrittenBytes { get; private set; }

    /// <summary>Compresses a chunk and writes its frame.</summary>
    public ValueTask WriteAsync(ChunkId id, ReadOnlyMemory<byte> raw, CancellationToken cancellationToken)
    {
        if (_buffer.Length < ChunkFrame.MaxLength(raw.Length))
        {
            _buffer = new byte[ChunkFrame.MaxLength(raw.Length)];
        }
        int length = ChunkFrame.Encode(id, raw.Span, _codec, _buffer);
        return WriteFrameAsync(_buffer.AsMemory(0, length), cancellationToken);
    }

    /// <summary>Writes a frame that was made before.</summary>
    public async ValueTask WriteFrameAsync(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await _stream.WriteAsync(frame, cancellationToken).ConfigureAwait(false);
        WrittenBytes += frame.Length;
    }
}
