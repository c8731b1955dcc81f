using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Volumes;

/// <summary>A part of a stream as a stream of its own, for reading. It moves the inner stream. Not thread safe.</summary>
internal sealed class RangeStream : ReadingStream
{
    private readonly Stream _inner;
    private readonly long _startBytes;
    private readonly bool _leaveOpen;

    internal RangeStream(Stream inner, long startBytes, long lengthBytes, bool leaveOpen)
    {
        _inner = inner;
        _startBytes = startBytes;
        _leaveOpen = leaveOpen;
        Length = lengthBytes;
    }

    public override long Length { get; }

    public override int Read(Span<byte> buffer)
    {
        int wanted = Prepare(buffer.Length);
        int read = wanted == 0 ? 0 : _inner.Read(buffer[..wanted]);
        Position += read;
        return read;
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int wanted = Prepare(buffer.Length);
        int read = wanted == 0 ? 0 : await _inner.ReadAsync(buffer[..wanted], cancellationToken).ConfigureAwait(false);
        Position += read;
        return read;
    }

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
        int wanted = (int)Math.Clamp(Length - Position, 0, length);
        if (wanted > 0)
        {
            _inner.Position = _startBytes + Position;
        }
        return wanted;
    }
}
