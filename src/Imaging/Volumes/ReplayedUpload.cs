using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Volumes;

/// <summary>
/// An upload that was taken up again. Until <see cref="Continue"/>, what is written to it is only counted: the same bytes stand there
/// already. Not thread safe.
/// </summary>
internal sealed class ReplayedUpload : IStoreUpload
{
    private readonly IStoreUpload _inner;
    private readonly ReplayedStream _content;

    internal ReplayedUpload(IStoreUpload inner)
    {
        _inner = inner;
        _content = new ReplayedStream(inner.Content);
    }

    public Stream Content => _content;

    public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken) => _inner.OpenStoredAsync(cancellationToken);

    public ValueTask CommitAsync(CancellationToken cancellationToken) => _inner.CommitAsync(cancellationToken);

    public ValueTask SuspendAsync() => _inner.SuspendAsync();

    public ValueTask DisposeAsync() => _inner.DisposeAsync();

    /// <summary>Cuts off what lies behind the bytes that were written again, and writes for real from there on; says how many were cut off.</summary>
    internal long Continue() => _content.Continue();

    private sealed class ReplayedStream(Stream inner) : Stream
    {
        private bool _replays = true;
        private long _replayedBytes;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => true;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override int Read(Span<byte> buffer) => inner.Read(buffer);

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => inner.ReadAsync(buffer, cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void SetLength(long value) => inner.SetLength(value);

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (_replays)
            {
                _replayedBytes += buffer.Length;
            }
            else
            {
                inner.Write(buffer);
            }
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_replays)
            {
                _replayedBytes += buffer.Length;
                return ValueTask.CompletedTask;
            }
            return inner.WriteAsync(buffer, cancellationToken);
        }

        internal long Continue()
        {
            _replays = false;
            long dropped = inner.Length - _replayedBytes;
            inner.SetLength(_replayedBytes);
            inner.Position = _replayedBytes;
            return dropped;
        }
    }
}
