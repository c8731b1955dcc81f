using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Imaging.Sealing;

namespace Monitas.BootServer.StoreKeys;

/// <summary>What commands do to the keys of a store: old list to new list. Nothing here touches files.</summary>
internal static class StoreKeyChanges
{
    /// <summary>The first key.</summary>
    internal static StoreKeyList Begin(StoreKey key, IReadOnlyList<IStoreSecret> secrets, DateTimeOffset now) =>
        new() { Format = StoreKeyList.CurrentFormat, Active = key.Id, Keys = [Record(key, secrets, now)] };

    /// <summary>A further key, which seals new volumes from now on. Only these secrets open it; the older keys they open too.</summary>
    internal static StoreKeyList Rotate(StoreKeyList list, StoreKeyRing open, StoreKey key, IReadOnlyList<IStoreSecret> secrets, DateTimeOffset now)
    {
        StoreKeyList opened = secrets.Aggregate(list, (current, secret) => AddSlots(current, open, secret));
        return opened with { Active = key.Id, Keys = [.. opened.Keys, Record(key, secrets, now)] };
    }

    /// <summary>Lets a secret open all keys that are open now and that it does not open yet.</summary>
    internal static StoreKeyList AddSlots(StoreKeyList list, StoreKeyRing open, IStoreSecret secret) => list with
    {
        Keys = [.. list.Keys.Select(record => open.Find(record.Key) is { } key && !record.Slots.Any(slot => Opens(secret, record.Key, slot))
            ? record with { Slots = [.. record.Slots, Slot(key, secret)] }
            : record)],
    };

    /// <summary>Takes the slots of one name away, where another one remains.</summary>
    internal static StoreKeyList RemoveSlots(StoreKeyList list, string name) => list with
    {
        Keys = [.. list.Keys.Select(record => record.Slots.Any(slot => slot.Name != name) ? record with { Slots = [.. record.Slots.Where(slot => slot.Name != name)] } : record)],
    };

    /// <summary>The slots that a person means by a name: what they are called, or the id of their key file.</summary>
    internal static IReadOnlyList<KeySlot> Named(StoreKeyList list, string name) =>
        [.. list.Keys.SelectMany(record => record.Slots).Where(slot => slot.Name == name || slot.KeyFile?.ToString() == name)];

    /// <summary>Takes slots away.</summary>
    internal static StoreKeyList Without(StoreKeyList list, IReadOnlyList<KeySlot> slots) =>
        list with { Keys = [.. list.Keys.Select(record => record with { Slots = [.. record.Slots.Where(slot => !slots.Contains(slot))] })] };

    /// <summary>Does one of these secrets open the key?</summary>
    internal static bool OpenedBy(StoreKeyRecord record, IReadOnlyList<IStoreSecret> secrets) => record.Slots.Any(slot => secrets.Any(secret => Opens(secret, record.Key, slot)));

    /// <summary>The names of slots of the key that sealed before which the new one does not have.</summary>
    internal static IReadOnlyList<string> LostSlots(StoreKeyList before, StoreKeyList after)
    {
        HashSet<string> now = [.. Active(after).Slots.Select(Describe)];
        return [.. Active(before).Slots.Select(Describe).Where(slot => !now.Contains(slot))];
    }

    /// <summary>How a person knows a slot.</summary>
    internal static string Describe(KeySlot slot) => slot.KeyFile is { } file ? $"{slot.Name} {file}" : slot.Name;

    /// <summary>The key that seals new volumes.</summary>
    internal static StoreKeyRecord Active(StoreKeyList list) => list.Keys.First(record => record.Key == list.Active);

    private static bool Opens(IStoreSecret secret, StoreKeyId id, KeySlot slot) => secret.WrappingKey(slot) is byte[] wrapping && slot.Opens(id, wrapping);

    private static StoreKeyRecord Record(StoreKey key, IReadOnlyList<IStoreSecret> secrets, DateTimeOffset now) =>
        new() { Key = key.Id, Created = now, Slots = [.. secrets.Select(secret => Slot(key, secret))] };

    private static KeySlot Slot(StoreKey key, IStoreSecret secret)
    {
        KeySlot slot = secret.NewSlot();
        return KeySlot.Wrap(key, secret.WrappingKey(slot)!, slot);
    }
}
