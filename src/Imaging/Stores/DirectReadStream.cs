using System;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Imaging.Stores;

/// <summary>
/// Reads a file that was opened for direct reading, in aligned blocks. While a block is used, the one behind it is being read already, once the reader goes
/// on from block to block. Seeks freely. Not thread safe; owns the file.
/// </summary>
internal sealed class DirectReadStream : Stream
{
    private const int BlockBytes = 1024 * 1024;
    private const int InvalidArgument = 22;
    private const int NotSupported = 95;

    private readonly SafeFileHandle _file;
    private Block _current = new();
    private Block _next = new();
    private Task<int>? _reading;
    private long _position;

    internal DirectReadStream(SafeFileHandle file) => _file = file;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => RandomAccess.GetLength(_file);

    public override long Position { get => _position; set => Seek(value, SeekOrigin.Begin); }

    /// <summary>Can it really be read this way? Some file systems open a file so and refuse then.</summary>
    /// <exception cref="IOException">The disk fails: reading it in another way would only hide that.</exception>
    internal bool TryReadFirst()
    {
        try
        {
            _current.Take(0, RandomAccess.Read(_file, _current.Bytes.Span, 0));
            return true;
        }
        catch (IOException e) when (e.HResult is InvalidArgument or NotSupported)
        {
            return false;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (!_current.Has(_position))
        {
            // Whoever does not wait asynchronously reads here and there: nothing is read ahead for them.
            ForgetNext();
            long at = BlockAt(_position);
            _current.Take(at, RandomAccess.Read(_file, _current.Bytes.Span, at));
        }
        return Copy(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_current.Has(_position))
        {
            await LoadAsync(BlockAt(_position)).ConfigureAwait(false);
        }
        return Copy(buffer.Span);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        long target = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };
        ArgumentOutOfRangeException.ThrowIfNegative(target, nameof(offset));
        return _position = target;
    }

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            ForgetNext();
            _file.Dispose();
        }
        base.Dispose(disposing);
    }

    private static long BlockAt(long position) => position - (position % StoredFile.AlignmentBytes);

    private async ValueTask LoadAsync(long at)
    {
        bool follows = at == _current.EndBytes && _current.EndBytes > 0;
        if (_reading is not null && _next.OffsetBytes == at)
        {
            Task<int> reading = _reading;
            _reading = null;
            _next.Take(at, await reading.ConfigureAwait(false));
            (_current, _next) = (_next, _current);
        }
        else
        {
            ForgetNext();
            _current.Take(at, await RandomAccess.ReadAsync(_file, _current.Bytes, at).ConfigureAwait(false));
        }
        if (follows && _current.IsWhole)
        {
            _next.Take(_current.EndBytes, 0);
            _reading = RandomAccess.ReadAsync(_file, _next.Bytes, _next.OffsetBytes).AsTask();
        }
    }

    /// <summary>Waits for what is being read ahead, since it goes into a buffer that is to be used again.</summary>
    private void ForgetNext()
    {
        Task<int>? reading = _reading;
        _reading = null;
        ((IAsyncResult?)reading)?.AsyncWaitHandle.WaitOne();
        _ = reading?.Exception;
    }

    private int Copy(Span<byte> buffer)
    {
        ReadOnlySpan<byte> from = _current.From(_position);
        int count = Math.Min(from.Length, buffer.Length);
        from[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    /// <summary>A piece of the file in memory that lies as direct reading wants it.</summary>
    private sealed class Block
    {
        private int _count;

        /// <summary>The room for it.</summary>
        internal Memory<byte> Bytes { get; } = Allocate();

        /// <summary>Where it begins in the file.</summary>
        internal long OffsetBytes { get; private set; }

        /// <summary>Where it ends; 0 while it holds nothing.</summary>
        internal long EndBytes => OffsetBytes + _count;

        /// <summary>Does the file perhaps go on behind it?</summary>
        internal bool IsWhole => _count == Bytes.Length;

        internal void Take(long offsetBytes, int count) => (OffsetBytes, _count) = (offsetBytes, count);

        internal bool Has(long position) => position >= OffsetBytes && position < EndBytes;

        internal ReadOnlySpan<byte> From(long position) => Has(position) ? Bytes.Span[(int)(position - OffsetBytes).._count] : default;

        private static Memory<byte> Allocate()
        {
            byte[] pinned = GC.AllocateUninitializedArray<byte>(BlockBytes + StoredFile.AlignmentBytes, pinned: true);
            int over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0) % StoredFile.AlignmentBytes);
            return pinned.AsMemory(over == 0 ? 0 : StoredFile.AlignmentBytes - over, BlockBytes);
        }
    }
}
