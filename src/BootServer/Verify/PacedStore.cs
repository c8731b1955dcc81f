using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Verify;

/// <summary>A store for reading that gives out so many bytes a second at most, so that others get at the disk.</summary>
internal sealed class PacedStore(IStore inner, long bytesPerSecond, TimeProvider clock) : IStore
{
    /// <summary>A slower way to a store; sealed volumes are opened on it as on the store itself.</summary>
    public static IStore Around(IStore store, long bytesPerSecond, TimeProvider clock)
    {
        PacedStore paced = new(store, bytesPerSecond, clock);
        return store is KeyedStore keyed ? new KeyedStore(paced, keyed.Keys) : paced;
    }

    public async ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        new PacedStream(await inner.OpenReadAsync(name, cancellationToken).ConfigureAwait(false), bytesPerSecond, clock);

    public async ValueTask<Stream> OpenStoredAsync(string name, CancellationToken cancellationToken) =>
        new PacedStream(await inner.OpenStoredAsync(name, cancellationToken).ConfigureAwait(false), bytesPerSecond, clock);

    public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => throw new NotSupportedException();

    private sealed class PacedStream(Stream inner, long bytesPerSecond, TimeProvider clock) : Stream
    {
        private readonly long _started = clock.GetTimestamp();
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        /// <summary>What is read without waiting (manifests' blocks) counts for the next read that can wait.</summary>
        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            _read += read;
            return read;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            TimeSpan ahead = TimeSpan.FromSeconds((double)_read / bytesPerSecond) - clock.GetElapsedTime(_started);
            if (ahead > TimeSpan.Zero)
            {
                await Task.Delay(ahead, clock, cancellationToken).ConfigureAwait(false);
            }
            int read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            _read += read;
            return read;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override long Seek(long offset, SeekOrigin origin) => inner.Seek(offset, origin);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }
            base.Dispose(disposing);
        }
    }
}
