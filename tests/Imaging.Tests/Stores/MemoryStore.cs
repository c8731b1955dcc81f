using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Tests.Stores;

/// <summary>A store for tests, whose objects can be looked into and damaged.</summary>
internal sealed class MemoryStore : IStore
{
    internal SortedDictionary<string, byte[]> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>What uploads left that were suspended.</summary>
    internal SortedDictionary<string, byte[]> Unfinished { get; } = new(StringComparer.Ordinal);

    /// <summary>Uploads fail as on a full disk when they would grow beyond this.</summary>
    internal long RoomBytes { get; set; } = long.MaxValue;

    /// <summary>Is given the bytes of an upload when they are flushed, to damage them.</summary>
    internal Action<byte[]> OnSync { get; set; } = _ => { };

    public ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken)
    {
        if (!StoreNames.IsValid(name))
        {
            throw new ArgumentException("A bad name.", nameof(name));
        }
        return Objects.ContainsKey(name) ? throw new IOException("There already.") : ValueTask.FromResult<IStoreUpload>(new Upload(this, name));
    }

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) =>
        ValueTask.FromResult<Stream>(new MemoryStream(Get(name), writable: false));

    public ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
    {
        byte[] content = Get(name);
        if (offsetBytes + destination.Length > content.Length)
        {
            throw new EndOfStreamException();
        }
        content.AsMemory((int)offsetBytes, destination.Length).CopyTo(destination);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoreItem>>(Objects.Select(pair => new StoreItem(pair.Key, pair.Value.Length)).ToList());

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => ValueTask.FromResult(Objects.Remove(name));

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => ValueTask.FromResult(new StoreSpace(0, RoomBytes));

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult<IReadOnlyList<StoreItem>>(Unfinished.Select(pair => new StoreItem(pair.Key, pair.Value.Length)).ToList());

    public async ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken)
    {
        byte[] left = Unfinished.TryGetValue(name, out byte[]? content) ? content : throw new FileNotFoundException(name);
        Upload upload = new(this, name);
        await upload.Content.WriteAsync(left, cancellationToken);
        upload.Content.Position = 0;
        return upload;
    }

    private byte[] Get(string name) => Objects.TryGetValue(name, out byte[]? content) ? content : throw new FileNotFoundException(name);

    private sealed class Upload(MemoryStore store, string name) : IStoreUpload
    {
        private readonly BoundedStream _content = new(store.RoomBytes);
        private bool _kept;

        public Stream Content => _content;

        public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken)
        {
            store.OnSync(_content.GetBuffer());
            return ValueTask.FromResult<Stream>(new MemoryStream(_content.ToArray(), writable: false));
        }

        public ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            store.Objects.Add(name, _content.ToArray());
            return ValueTask.CompletedTask;
        }

        public ValueTask SuspendAsync()
        {
            _kept = true;
            store.Unfinished[name] = _content.ToArray();
            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync()
        {
            if (!_kept)
            {
                store.Unfinished.Remove(name);
            }
            return _content.DisposeAsync();
        }
    }

    private sealed class BoundedStream(long room) : MemoryStream
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            Position + buffer.Length > room ? throw new StoreFullException("memory") : base.WriteAsync(buffer, cancellationToken);
    }
}
