using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Sealing;

/// <summary>The opened keys of a store. Empty, it seals nothing and opens nothing. Thread safe.</summary>
public sealed class StoreKeyRing
{
    private readonly ConcurrentDictionary<StoreKeyId, StoreKey> _keys = [];
    private readonly ConcurrentDictionary<VolumeId, VolumeKey> _volumes = [];
    private IReadOnlyList<StoreKeyRecord> _records = [];
    private IReadOnlyList<IStoreSecret> _secrets = [];
    private VolumeSealing? _active;

    /// <summary>The ids of the keys that are open.</summary>
    public IReadOnlyCollection<StoreKeyId> Keys => [.. _keys.Keys];

    /// <summary>The key that seals new volumes; null when they are not sealed.</summary>
    public StoreKeyId? ActiveKey => _active?.Key;

    /// <summary>
    /// Opens all keys of a store; also again, after they have changed. Volumes that are being written go on with the key with which they were begun, and keys
    /// that are open stay open. When this fails, new volumes are sealed as before.
    /// </summary>
    /// <param name="list">The store's keys; null when it has none.</param>
    /// <param name="secrets">What opens them.</param>
    /// <param name="sealNew">Are new volumes to be sealed?</param>
    /// <exception cref="StoreKeyException">The key that is to seal new volumes cannot be opened. (One that only older volumes need is told when such a volume is opened.)</exception>
    public void Load(StoreKeyList? list, IReadOnlyList<IStoreSecret> secrets, bool sealNew)
    {
        ArgumentNullException.ThrowIfNull(secrets);
        _secrets = secrets;
        _records = list?.Keys ?? [];
        foreach (StoreKeyRecord record in _records)
        {
            _ = TryOpen(record.Key, record.Slots);
        }
        if (!sealNew)
        {
            return;
        }
        StoreKeyRecord active = list?.Keys.FirstOrDefault(record => record.Key == list.Active) ?? throw new StoreKeyException("The store has no key.");
        if (!_keys.ContainsKey(active.Key))
        {
            throw new StoreKeyException(Describe(active.Key, active.Slots));
        }
        _active = Describe(active);
    }

    /// <summary>Is this what was loaded last, and does it seal new volumes in the way that the list says?</summary>
    public bool IsCurrent(StoreKeyList? list)
    {
        bool isSame = Slots(list?.Keys ?? []).SequenceEqual(Slots(_records));
        return isSame && (_active is not { } active || (list is not null && list.Active == active.Key
            && Slots([.. list.Keys.Where(record => record.Key == active.Key)]).SequenceEqual(active.Slots.Select(slot => Text(active.Key, slot)))));
    }

    /// <summary>The key of a store, if it is open.</summary>
    public StoreKey? Find(StoreKeyId id) => _keys.GetValueOrDefault(id);

    /// <summary>The ways in which new volumes are sealed; null when they are not.</summary>
    internal VolumeSealing? Active => _active;

    /// <summary>The key of a volume that was opened or begun before; null when it was not, or is not sealed.</summary>
    internal VolumeKey? FindVolume(VolumeId volume) => _volumes.GetValueOrDefault(volume);

    /// <summary>All that an unfinished volume may have been sealed with.</summary>
    internal IEnumerable<VolumeSealer> Candidates(VolumeId volume) =>
        _records.Where(record => _keys.ContainsKey(record.Key)).Select(record => new VolumeSealer(_keys[record.Key].ForVolume(volume), Describe(record)));

    /// <summary>The key of a volume that is being opened or begun.</summary>
    /// <exception cref="StoreKeyException">No secret opens it.</exception>
    internal VolumeKey Open(VolumeId volume, VolumeSealing sealing) => _volumes.GetOrAdd(volume, _ => sealing.Cipher == VolumeSealing.Aes && TryOpen(sealing.Key, sealing.Slots) is StoreKey key
        ? key.ForVolume(volume)
        : throw new StoreKeyException($"The volume {volume} is sealed. {Describe(sealing.Key, sealing.Slots)}"));

    private StoreKey? TryOpen(StoreKeyId id, IReadOnlyList<KeySlot> slots)
    {
        if (_keys.TryGetValue(id, out StoreKey? known))
        {
            return known;
        }
        foreach (IStoreSecret secret in _secrets)
        {
            foreach (KeySlot slot in slots)
            {
                if (secret.WrappingKey(slot) is byte[] wrapping && slot.Unwrap(id, wrapping) is StoreKey key)
                {
                    return _keys.GetOrAdd(id, key);
                }
            }
        }
        return null;
    }

    private static IEnumerable<string> Slots(IReadOnlyList<StoreKeyRecord> records) => records.SelectMany(record => record.Slots.Select(slot => Text(record.Key, slot)));

    private static string Text(StoreKeyId key, KeySlot slot) => $"{key} {slot.Wrapped}";

    private static VolumeSealing Describe(StoreKeyRecord record) => new() { Cipher = VolumeSealing.Aes, Key = record.Key, Slots = record.Slots };

    private string Describe(StoreKeyId id, IReadOnlyList<KeySlot> slots)
    {
        string openers = string.Join(", ", slots.Select(slot => slot.KeyFile is { } file ? $"key file {file} ('{slot.Name}')" : $"{slot.Kind} '{slot.Name}'"));
        string given = _secrets.Count == 0 ? "none was given" : $"given was {string.Join(", ", _secrets.Select(secret => secret.Name))}";
        return $"Its key {id} is opened by {(openers.Length == 0 ? "nothing" : openers)}; {given}.";
    }
}
