using System;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using Monitas.Imaging.Sealing;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Monitas.BootServer.StoreKeys;

/// <summary>A passphrase that opens key slots, by Argon2id (RFC 9106). Trying a slot takes its memory and about a second; results are remembered.</summary>
internal sealed class PassphraseSecret : IStoreSecret
{
    private readonly byte[] _passphrase;
    private readonly string _slotName;
    private readonly PassphraseCost _cost;
    private readonly ConcurrentDictionary<string, byte[]> _known = [];

    /// <summary>Takes a passphrase.</summary>
    /// <param name="passphrase">Its bytes.</param>
    /// <param name="name">How errors call it.</param>
    /// <param name="slotName">What its slots are called.</param>
    /// <param name="cost">The cost of new slots; null for the usual.</param>
    public PassphraseSecret(ReadOnlySpan<byte> passphrase, string name, string slotName = "passphrase", PassphraseCost? cost = null)
    {
        _passphrase = passphrase.ToArray();
        _slotName = slotName;
        _cost = cost ?? PassphraseCost.Usual;
        Name = name;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public byte[]? WrappingKey(KeySlot slot) =>
        slot is { Kind: KeySlot.PassphraseKind, Argon2id: { IsSensible: true } cost } && slot.SaltValue() is byte[] salt
            ? _known.GetOrAdd($"{slot.Salt} {cost}", _ => Derive(_passphrase, salt, cost))
            : null;

    /// <inheritdoc/>
    public KeySlot NewSlot() => new()
    {
        Kind = KeySlot.PassphraseKind,
        Name = _slotName,
        Argon2id = _cost,
        Salt = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(KeySlot.SaltBytes)),
        Wrapped = "",
    };

    private static byte[] Derive(byte[] passphrase, byte[] salt, PassphraseCost cost)
    {
        Argon2Parameters parameters = new Argon2Parameters.Builder(Argon2Parameters.Argon2id)
            .WithVersion(Argon2Parameters.Version13).WithSalt(salt).WithMemoryAsKB(cost.MemoryKib).WithIterations(cost.Passes).WithParallelism(cost.Lanes).Build();
        Argon2BytesGenerator generator = new();
        generator.Init(parameters);
        byte[] key = new byte[StoreKey.SizeBytes];
        generator.GenerateBytes(passphrase, key);
        return key;
    }
}
