using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>A store in which the process "dies" at its so-manieth change, before or after that is done: nothing it does later has any effect.</summary>
internal sealed class DyingStore(IStore inner) : IStore
{
    private int _changesLeft = int.MaxValue;
    private bool _after;

    /// <summary>Has it died?</summary>
    public bool IsDead { get; private set; }

    /// <summary>Changes so far.</summary>
    public int Changes { get; private set; }

    /// <summary>Dies at this change from now on.</summary>
    public void DieAt(int change, bool after)
    {
        _changesLeft = change;
        _after = after;
    }

    public async ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken)
    {
        IStoreUpload upload = await ChangeAsync(() => inner.BeginPutAsync(name, cancellationToken));
        return new Upload(this, upload);
    }

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => Alive(() => inner.OpenReadAsync(name, cancellationToken));

    public async ValueTask ReadRangeAsync(string name, long offsetBytes, Memory<byte> destination, CancellationToken cancellationToken)
    {
        Check();
        await inner.ReadRangeAsync(name, offsetBytes, destination, cancellationToken);
    }

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => Alive(() => inner.ListAsync(cancellationToken));

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => ChangeAsync(() => inner.DeleteAsync(name, cancellationToken));

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    private ValueTask<T> Alive<T>(Func<ValueTask<T>> work)
    {
        Check();
        return work();
    }

    private async ValueTask<T> ChangeAsync<T>(Func<ValueTask<T>> change)
    {
        Check();
        Changes++;
        bool dies = --_changesLeft == 0;
        if (dies && !_after)
        {
            Die();
        }
        T result = await change();
        if (dies)
        {
            Die();
        }
        return result;
    }

    private void Die()
    {
        IsDead = true;
        Check();
    }

    private void Check()
    {
        if (IsDead)
        {
            throw new IOException("The process is dead.");
        }
    }

    private sealed class Upload(DyingStore store, IStoreUpload inner) : IStoreUpload
    {
        public Stream Content => inner.Content;

        public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken) => inner.OpenStoredAsync(cancellationToken);

        public async ValueTask CommitAsync(CancellationToken cancellationToken) => await store.ChangeAsync(async () =>
        {
            await inner.CommitAsync(cancellationToken);
            return true;
        });

        public ValueTask SuspendAsync() => inner.SuspendAsync();

        public ValueTask DisposeAsync() => store.IsDead ? ValueTask.CompletedTask : inner.DisposeAsync();
    }
}
