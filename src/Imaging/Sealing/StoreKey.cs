using System;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// A random 256-bit secret: the key of a store, from which that of each volume is derived, or what a key file holds. It is never written down
/// plain but in a key file. All derivations are HKDF-SHA256 (RFC 5869) with 32 bytes of output.
/// </summary>
public sealed class StoreKey
{
    /// <summary>Its length in bytes.</summary>
    public const int SizeBytes = 32;

    private readonly byte[] _secret;

    /// <summary>Takes over these 32 bytes.</summary>
    public StoreKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SizeBytes)
        {
            throw new ArgumentException($"A key has {SizeBytes} bytes.", nameof(secret));
        }
        _secret = secret.ToArray();
        Span<byte> id = stackalloc byte[SizeBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, id, salt: [], info: "monitas key id"u8);
        Id = new StoreKeyId(BinaryPrimitives.ReadUInt64BigEndian(id));
    }

    /// <summary>A new key.</summary>
    public static StoreKey New() => new(RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>Its id: the first eight bytes of HKDF(key, no salt, "monitas key id").</summary>
    public StoreKeyId Id { get; }

    /// <summary>The secret itself.</summary>
    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>The key of a volume: HKDF(key, salt: the 16 bytes of the volume's id in the order of its text, "monitas volume").</summary>
    internal VolumeKey ForVolume(VolumeId volume)
    {
        byte[] key = new byte[SizeBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt: volume.Value.ToByteArray(bigEndian: true), info: "monitas volume"u8);
        return new VolumeKey(key);
    }

    /// <summary>What wraps a store's key in a slot of a key file: HKDF(key file's secret, salt of the slot, "monitas key slot").</summary>
    internal byte[] ForSlot(ReadOnlySpan<byte> salt)
    {
        byte[] key = new byte[SizeBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, key, salt, info: "monitas key slot"u8);
        return key;
    }
}
