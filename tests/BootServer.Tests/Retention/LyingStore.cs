using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>A store of which the disk says that all is written, and afterwards holds something else in the first chunk of it, if it has any.</summary>
/// <param name="inner">The store.</param>
/// <param name="directory">Where it lies.</param>
internal sealed class LyingStore(IStore inner, string directory) : IStore
{
    private bool _isDead;

    /// <summary>Does it happen to what is committed now?</summary>
    public bool Lies { get; set; }

    /// <summary>Does the process "die" then: does everything fail from then on?</summary>
    public bool FailsAfterwards { get; set; }

    /// <summary>The chunk to which it has happened; null before.</summary>
    public ChunkId? Ruined { get; private set; }

    public async ValueTask<IStoreUpload> BeginPutAsync(string name, CancellationToken cancellationToken) => new Upload(this, name, await inner.BeginPutAsync(Alive(name), cancellationToken));

    public ValueTask<Stream> OpenReadAsync(string name, CancellationToken cancellationToken) => inner.OpenReadAsync(Alive(name), cancellationToken);

    public ValueTask ReadRangeAsync(string name, long offsetBytes, System.Memory<byte> destination, CancellationToken cancellationToken) =>
        inner.ReadRangeAsync(Alive(name), offsetBytes, destination, cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListAsync(CancellationToken cancellationToken) => inner.ListAsync(cancellationToken);

    public ValueTask<bool> DeleteAsync(string name, CancellationToken cancellationToken) => inner.DeleteAsync(Alive(name), cancellationToken);

    public ValueTask<StoreSpace> GetSpaceAsync(CancellationToken cancellationToken) => inner.GetSpaceAsync(cancellationToken);

    public ValueTask<IReadOnlyList<StoreItem>> ListUnfinishedAsync(CancellationToken cancellationToken) => inner.ListUnfinishedAsync(cancellationToken);

    public ValueTask<IStoreUpload> ResumePutAsync(string name, CancellationToken cancellationToken) => inner.ResumePutAsync(name, cancellationToken);

    private string Alive(string name) => _isDead ? throw new IOException("The process is dead.") : name;

    private async Task RuinAsync(string name, CancellationToken cancellationToken)
    {
        Assert.True(VolumeNames.TryParse(name, out VolumeId volume));
        long at;
        await using (VolumeReader reader = await VolumeReader.OpenAsync(inner, volume, cancellationToken))
        {
            if (await reader.ReadIndexAsync(cancellationToken) is not [ChunkEntry first, ..])
            {
                return;
            }
            at = reader.Locate(first).OffsetBytes + (first.FrameLength / 2);
            Ruined = first.Id;
        }
        await using FileStream file = new(Path.Combine(directory, name), FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        int old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 0x10));
        _isDead = FailsAfterwards;
    }

    private sealed class Upload(LyingStore store, string name, IStoreUpload upload) : IStoreUpload
    {
        public Stream Content => upload.Content;

        public ValueTask<Stream> OpenStoredAsync(CancellationToken cancellationToken) => upload.OpenStoredAsync(cancellationToken);

        public async ValueTask CommitAsync(CancellationToken cancellationToken)
        {
            await upload.CommitAsync(cancellationToken);
            if (store.Lies)
            {
                await store.RuinAsync(name, cancellationToken);
            }
        }

        public ValueTask SuspendAsync() => upload.SuspendAsync();

        public ValueTask DisposeAsync() => upload.DisposeAsync();
    }
}
