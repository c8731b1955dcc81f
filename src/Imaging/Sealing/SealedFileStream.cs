using System;
using System.IO;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// Reads what is sealed in a file, from anywhere in it; one segment is in memory. It moves the inner stream. Not thread safe.
/// Reading throws <see cref="VolumeFormatException"/> where the bytes are not those that were sealed.
/// </summary>
internal sealed class SealedFileStream : ReadingStream
{
    private readonly Stream _inner;
    private readonly string _name;
    private readonly AesGcm _cipher;
    private readonly byte[] _header = new byte[SealedFileFormat.HeaderBytes];
    private readonly byte[] _sealed = new byte[SealedFileFormat.SealedSegmentBytes];
    private readonly byte[] _plain = new byte[SealedFileFormat.SegmentBytes];
    private readonly long _lastSegment;
    private long _segment = -1;
    private int _plainBytes;

    /// <summary>Opens a sealed file.</summary>
    /// <param name="inner">The file, from its begin to its end; can seek. Disposed with this.</param>
    /// <param name="key">The volume's key.</param>
    /// <param name="path">The file's path in the volume.</param>
    /// <param name="name">What errors call it.</param>
    internal SealedFileStream(Stream inner, VolumeKey key, string path, string name)
    {
        _inner = inner;
        _name = name;
        inner.Position = 0;
        if (!SealedFileFormat.TryMeasurePlain(inner.Length, out long length) || inner.ReadAtLeast(_header, _header.Length, throwOnEndOfStream: false) < _header.Length
            || !SealedFileFormat.TryReadHeader(_header, out ReadOnlySpan<byte> salt))
        {
            throw new VolumeFormatException(name, 0, "a sealed file of a version that is known", "other bytes");
        }
        Length = length;
        _lastSegment = length / SealedFileFormat.SegmentBytes;
        _cipher = key.File(path, salt);
        // Its end is looked at first: only the last segment tells that nothing was cut off, and an empty one would never be read otherwise.
        Load(_lastSegment);
    }

    public override long Length { get; }

    public override int Read(Span<byte> buffer)
    {
        if (Position >= Length || buffer.IsEmpty)
        {
            return 0;
        }
        long segment = Position / SealedFileFormat.SegmentBytes;
        if (segment != _segment)
        {
            Load(segment);
        }
        int at = (int)(Position % SealedFileFormat.SegmentBytes);
        int count = Math.Min(buffer.Length, _plainBytes - at);
        _plain.AsSpan(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(Read(buffer.Span));
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _cipher.Dispose();
            _inner.Dispose();
        }
        base.Dispose(disposing);
    }

    private void Load(long segment)
    {
        _segment = -1;
        bool isLast = segment == _lastSegment;
        _plainBytes = isLast ? (int)(Length % SealedFileFormat.SegmentBytes) : SealedFileFormat.SegmentBytes;
        long offset = SealedFileFormat.HeaderBytes + (segment * SealedFileFormat.SealedSegmentBytes);
        Span<byte> bytes = _sealed.AsSpan(0, _plainBytes + SealedFrame.TagBytes);
        _inner.Position = offset;
        _inner.ReadExactly(bytes);
        Span<byte> nonce = stackalloc byte[SealedFrame.NonceBytes];
        SealedFileFormat.WriteNonce(segment, isLast, nonce);
        try
        {
            _cipher.Decrypt(nonce, bytes[.._plainBytes], bytes[_plainBytes..], _plain.AsSpan(0, _plainBytes), _header);
        }
        catch (AuthenticationTagMismatchException error)
        {
            throw new VolumeFormatException(_name, offset, "what was sealed there", "other bytes", error);
        }
        _segment = segment;
    }
}
