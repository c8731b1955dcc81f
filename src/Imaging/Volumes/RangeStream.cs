using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Volumes;

/// <summary>A part of a stream as a stream of its own, for reading. It moves the inner stream. Not thread safe.</summary>
internal sealed class RangeStream : Stream
{
    private readonly Stream _inner;
    private readonly long _startBytes;
    private readonly bool _leaveOpen;
    private long _position;

    internal RangeStream(Stream inner, long startBytes, long lengthBytes, bool leaveOpen)
    {
        _inner = inner;
        _startBytes = startBytes;
        _leaveOpen = leaveOpen;
        Length = lengthBytes;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        int wanted = Prepare(buffer.Length);
        int read = wanted == 0 ? 0 : _inner.Read(buffer[..wanted]);
        _position += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = Prepare(buffer.Length);
        int read = wanted == 0 ? 0 : await _inner.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        _position += read;
        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private int Prepare(int length)
    {
        int wanted = (int)Math.Clamp(Length - _position, 0, length);
        if (wanted > 0)
        {
            _inner.Position = _startBytes + _position;
        }
        return wanted;
    }
}
