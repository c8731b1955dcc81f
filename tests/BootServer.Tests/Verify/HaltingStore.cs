using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Tests.Verify;

/// <summary>A store of which a read can be made to hang until it is given up, and that remembers where in volumes was read.</summary>
internal sealed class HaltingStore(IStore inner) : IStore
{
    private readonly Lock _gate = new();
    private readonly List<(string Name, long Offset)> _reads = [];

    /// <summary>Which reads hang: (name, offset) -> yes or no. Null for none.</summary>
    public Func<string, long, bool>? Hangs { get; set; }

    /// <summary>Is done when a read hangs.</summary>
    public TaskCompletionSource Hanging { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Where was read so far.</summary>
    public IReadOnlyList<(string Name, long Offset)> Reads
    {
        get
        {
            lock (_gate)
            {
                return [.. _reads];
            }
        }
    }

    public async ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => new HaltingStream(this, name, await inner.OpenReadAsync(name, cancellationToken));

    public async ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
    {
        await PassAsync(name, offsetBytes, cancellationToken);
        await inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);
    }

    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => inner.BeginPutAsync(name, cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(name, cancellationToken);

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    private async ValueTask PassAsync(string name, long offset, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _reads.Add((name, offset));
        }
        if (Hangs?.Invoke(name, offset) == true)
        {
            Hanging.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
    }

    private sealed class HaltingStream(HaltingStore store, string name, Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => inner.Length;

        public override long Position { get => inner.Position; set => inner.Position = value; }

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await store.PassAsync(name, inner.Position, cancellationToken);
            return await inner.ReadAsync(buffer, cancellationToken);
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

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
