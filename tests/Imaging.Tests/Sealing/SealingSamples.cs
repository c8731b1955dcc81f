using System;
using System.Linq;
using Monitas.Imaging.Sealing;
using Monitas.Imaging.Stores;

namespace Monitas.Imaging.Tests.Sealing;

/// <summary>Known keys and stores that they open.</summary>
internal static class SealingSamples
{
    /// <summary>The bytes from 0 to 31.</summary>
    internal static StoreKey FileKey { get; } = new([.. Enumerable.Range(0, 32).Select(i => (byte)i)]);

    /// <summary>The bytes from 100 to 131.</summary>
    internal static StoreKey Key { get; } = new([.. Enumerable.Range(100, 32).Select(i => (byte)i)]);

    internal static KeyFileSecret Secret { get; } = new(FileKey, "the test's key file");

    /// <summary>A list with these keys, each opened by <see cref="FileKey"/>; the last seals.</summary>
    internal static StoreKeyList List(params StoreKey[] keys) => new()
    {
        Format = StoreKeyList.CurrentFormat,
        Active = keys[^1].Id,
        Keys = [.. keys.Select(key => new StoreKeyRecord { Key = key.Id, Created = DateTimeOffset.UnixEpoch, Slots = [Slot(key, Secret)] })],
    };

    internal static KeySlot Slot(StoreKey key, KeyFileSecret secret)
    {
        KeySlot slot = secret.NewSlot();
        return KeySlot.Wrap(key, secret.WrappingKey(slot)!, slot);
    }

    /// <summary>A store that seals with <see cref="Key"/>.</summary>
    internal static KeyedStore Store(IStore inner) => Store(inner, List(Key), [Secret]);

    internal static KeyedStore Store(IStore inner, StoreKeyList? list, IStoreSecret[] secrets, bool sealNew = true)
    {
        StoreKeyRing ring = new();
        ring.Load(list, secrets, sealNew);
        return new KeyedStore(inner, ring);
    }
}
