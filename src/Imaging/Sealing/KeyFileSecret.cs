using System;
using System.Security.Cryptography;

namespace Monitas.Imaging.Sealing;

/// <summary>What stands in a key file, or on a recovery sheet.</summary>
public sealed class KeyFileSecret : IStoreSecret
{
    private readonly StoreKey _key;
    private readonly string _slotName;

    /// <summary>Takes a key file's secret.</summary>
    /// <param name="key">The secret.</param>
    /// <param name="name">How errors call it.</param>
    /// <param name="slotName">What its slots are called.</param>
    public KeyFileSecret(StoreKey key, string name, string slotName = "key file")
    {
        ArgumentNullException.ThrowIfNull(key);
        _key = key;
        _slotName = slotName;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The secret.</summary>
    public StoreKey Key => _key;

    /// <summary>The key file's id.</summary>
    public StoreKeyId Id => _key.Id;

    /// <inheritdoc/>
    public byte[]? WrappingKey(KeySlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        return slot.Kind == KeySlot.KeyFileKind && slot.KeyFile == Id && slot.SaltValue() is byte[] salt ? _key.ForSlot(salt) : null;
    }

    /// <inheritdoc/>
    public KeySlot NewSlot() => new()
    {
        Kind = KeySlot.KeyFileKind,
        Name = _slotName,
        KeyFile = Id,
        Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeySlot.SaltBytes)),
        Wrapped = "",
    };
}
