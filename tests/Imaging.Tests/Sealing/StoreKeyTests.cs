using System;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Tests.Stores;
using Xunit;

namespace Monitas.Imaging.Tests.Sealing;

public sealed class StoreKeyTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Load_RightSecret_OpensAllKeys()
    {
        StoreKeyRing ring = new();
        ring.Load(SealingSamples.List(StoreKey.New(), SealingSamples.Key), [SealingSamples.Secret], sealNew: true);
        Assert.Equal(2, ring.Keys.Count);
        Assert.Equal(SealingSamples.Key.Secret, ring.Find(SealingSamples.Key.Id)!.Secret);
    }

    [Fact]
    public void Load_WrongSecretOrNone_SaysWhichIsNeededAndWhichWasGiven()
    {
        KeyFileSecret wrong = new(SealingSamples.Key, "/etc/monitas/other.key");
        StoreKeyException error = Assert.Throws<StoreKeyException>(() => SealingSamples.Store(new MemoryStore(), SealingSamples.List(SealingSamples.Key), [wrong]));
        Assert.Contains(SealingSamples.FileKey.Id.ToString(), error.Message);
        Assert.Contains("/etc/monitas/other.key", error.Message);
        error = Assert.Throws<StoreKeyException>(() => SealingSamples.Store(new MemoryStore(), SealingSamples.List(SealingSamples.Key), []));
        Assert.Contains("none was given", error.Message);
    }

    [Fact]
    public void Unwrap_AnyFlipOfASlot_IsRefused()
    {
        KeySlot slot = SealingSamples.Slot(SealingSamples.Key, SealingSamples.Secret);
        byte[] wrapping = SealingSamples.Secret.WrappingKey(slot)!;
        byte[] wrapped = Convert.FromHexString(slot.Wrapped);
        Assert.NotNull(slot.Unwrap(SealingSamples.Key.Id, wrapping));
        Assert.Null(slot.Unwrap(SealingSamples.FileKey.Id, wrapping));
        for (int i = 0; i < wrapped.Length; i++)
        {
            byte[] flipped = (byte[])wrapped.Clone();
            flipped[i] ^= 0x10;
            Assert.Null((slot with { Wrapped = Convert.ToHexString(flipped) }).Unwrap(SealingSamples.Key.Id, wrapping));
        }
        Assert.Null((slot with { Wrapped = slot.Wrapped[2..] }).Unwrap(SealingSamples.Key.Id, wrapping));
        Assert.Null((slot with { Salt = "x" }).SaltValue());
    }

    [Fact]
    public async Task SaveAsync_AgainAndAgain_KeepsTheNewestOnly()
    {
        MemoryStore store = new();
        Assert.Null(await StoreKeyObject.LoadAsync(store, Cancel));
        await StoreKeyObject.SaveAsync(store, SealingSamples.List(SealingSamples.Key), Cancel);
        StoreKey next = StoreKey.New();
        await StoreKeyObject.SaveAsync(store, SealingSamples.List(SealingSamples.Key, next), Cancel);

        Assert.Equal("keys-000002.json", Assert.Single(store.Objects.Keys));
        StoreKeyList list = (await StoreKeyObject.LoadAsync(store, Cancel))!;
        Assert.Equal(next.Id, list.Active);
        Assert.Equal([SealingSamples.Key.Id, next.Id], list.Keys.Select(key => key.Key));
        store.Objects["keys-000003.json"] = "{\"format\":2}"u8.ToArray();
        await Assert.ThrowsAsync<VolumeFormatException>(async () => await StoreKeyObject.LoadAsync(store, Cancel));
    }

    [Fact]
    public async Task SaveAsync_NothingPlain_IsInTheStore()
    {
        MemoryStore store = new();
        await StoreKeyObject.SaveAsync(store, SealingSamples.List(SealingSamples.Key), Cancel);
        string text = Encoding.UTF8.GetString(store.Objects.Values.Single());
        Assert.DoesNotContain(Convert.ToHexStringLower(SealingSamples.Key.Secret), text);
        Assert.DoesNotContain(Convert.ToHexStringLower(SealingSamples.FileKey.Secret), text);
    }
}
