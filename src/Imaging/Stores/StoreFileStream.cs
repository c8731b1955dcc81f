using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;

namespace Monitas.Imaging.Stores;

/// <summary>A file that is being written into a directory store; says "full" as a <see cref="StoreFullException"/>.</summary>
internal sealed class StoreFileStream : Stream
{
    private const int NoSpaceLeft = 28;
    private const int QuotaExceeded = 122;

    /// <summary>After so many bytes the disk is set to work, so that little is left to wait for at the end.</summary>
    private const int WriteBehindBytes = 8 * 1024 * 1024;

    private readonly FileStream _file;
    private readonly string _store;
    private long _unstartedBytes;

    internal StoreFileStream(FileStream file, string store)
    {
        _file = file;
        _store = store;
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _file.Length;

    public override long Position { get => _file.Position; set => Seek(value, SeekOrigin.Begin); }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        // What is still in the file's buffer may not fit on the disk.
        Flush();
        return _file.Read(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        return await _file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _file.Write(buffer);
            StartWriting(buffer.Length);
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new StoreFullException(_store, error);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _file.WriteAsync(buffer, cancellationToken).ConfigureAwait(false);
            StartWriting(buffer.Length);
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new StoreFullException(_store, error);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush() => FlushFile(flushToDisk: false);

    public override Task FlushAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Flush();
        return Task.CompletedTask;
    }

    /// <summary>Waits until the bytes are on the disk: fsync(2).</summary>
    internal void FlushToDisk() => FlushFile(flushToDisk: true);

    public override long Seek(long offset, SeekOrigin origin)
    {
        Flush();
        return _file.Seek(offset, origin);
    }

    public override void SetLength(long value) => _file.SetLength(value);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            try
            {
                _file.Dispose();
            }
            catch (IOException)
            {
                // Only an abandoned upload is closed with bytes still unwritten; they are thrown away with it, or missed when it is taken up.
                _file.SafeFileHandle.Dispose();
            }
        }
        base.Dispose(disposing);
    }

    private void StartWriting(int bytes)
    {
        _unstartedBytes += bytes;
        if (_unstartedBytes >= WriteBehindBytes)
        {
            _unstartedBytes = 0;
            _file.Flush(flushToDisk: false);
            StoredFile.StartWriting(_file.SafeFileHandle);
        }
    }

    private static bool IsFull(IOException error) => error.HResult is NoSpaceLeft or QuotaExceeded;

    private void FlushFile(bool flushToDisk)
    {
        try
        {
            _file.Flush(flushToDisk);
        }
        catch (IOException error) when (IsFull(error))
        {
            throw new StoreFullException(_store, error);
        }
    }
}
