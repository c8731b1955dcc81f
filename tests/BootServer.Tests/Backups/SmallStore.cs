using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Tests.Backups;

/// <summary>A store whose disk is full after so many bytes of an object.</summary>
internal sealed class SmallStore(IStore inner, long roomBytes) : IStore
{
    public async ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) =>
        new SmallUpload(await inner.BeginPutAsync(name, cancellationToken), roomBytes);

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(name, cancellationToken);

    public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    private sealed class SmallUpload(IStoreUpload upload, long roomBytes) : IStoreUpload
    {
        public Stream Content { get; } = new SmallStream(upload.Content, roomBytes);

        public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken) => upload.OpenStoredAsync(cancellationToken);

        public ValueTask CommitAsync(CancellationToken cancellationToken) => upload.CommitAsync(cancellationToken);

        public ValueTask SuspendAsync() => upload.SuspendAsync();

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }

    private sealed class SmallStream(Stream inner, long roomBytes) : Stream
    {
        public override bool CanRead => inner.CanRead;

        public override bool CanSeek => inner.CanSeek;

        public override bool CanWrite => inner.CanWrite;

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
            RequireRoom(buffer.Length);
            inner.Write(buffer);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            RequireRoom(buffer.Length);
            return inner.WriteAsync(buffer, cancellationToken);
        }

        private void RequireRoom(int bytes)
        {
            if (inner.Position + bytes > roomBytes)
            {
                throw new StoreFullException("the test's store");
            }
        }
    }
}
