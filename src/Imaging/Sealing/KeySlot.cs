using System;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Sealing;

/// <summary>A store's key, wrapped by a key file or a passphrase. It stands in the store's key object and in every volume that the key seals.</summary>
public sealed record KeySlot
{
    /// <summary>The kind of a slot that a key file opens.</summary>
    public const string KeyFileKind = "key-file";

    /// <summary>The kind of a slot that a passphrase opens.</summary>
    public const string PassphraseKind = "passphrase";

    /// <summary>The length of <see cref="Salt"/> in bytes.</summary>
    public const int SaltBytes = 16;

    private const int WrappedBytes = SealedFrame.NonceBytes + StoreKey.SizeBytes + SealedFrame.TagBytes;

    /// <summary>What opens it: one of the kinds above; others are passed by.</summary>
    public required string Kind { get; init; }

    /// <summary>What the sysadmin calls it.</summary>
    public required string Name { get; init; }

    /// <summary>The key file's id; null for a passphrase.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public StoreKeyId? KeyFile { get; init; }

    /// <summary>How a passphrase becomes a key; null for a key file.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public PassphraseCost? Argon2id { get; init; }

    /// <summary>Random; goes into the wrapping key. Hexadecimal.</summary>
    public required string Salt { get; init; }

    /// <summary>Nonce, encrypted key and tag of AES-256-GCM, hexadecimal; the additional data are "monitas key slot " and the key's id as text.</summary>
    public required string Wrapped { get; init; }

    /// <summary>Wraps a key.</summary>
    /// <param name="key">The store's key.</param>
    /// <param name="wrapping">The 32 bytes that a secret gives for this slot's salt.</param>
    /// <param name="slot">The slot; its <see cref="Wrapped"/> is replaced.</param>
    public static KeySlot Wrap(StoreKey key, ReadOnlySpan<byte> wrapping, KeySlot slot)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(slot);
        byte[] wrapped = new byte[WrappedBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, SealedFrame.NonceBytes));
        using AesGcm cipher = new(wrapping, SealedFrame.TagBytes);
        cipher.Encrypt(
            wrapped.AsSpan(0, SealedFrame.NonceBytes), key.Secret, wrapped.AsSpan(SealedFrame.NonceBytes, StoreKey.SizeBytes),
            wrapped.AsSpan(SealedFrame.NonceBytes + StoreKey.SizeBytes), AdditionalData(key.Id));
        return slot with { Wrapped = Convert.ToHexStringLower(wrapped) };
    }

    /// <summary>The slot's salt; null when it is no hexadecimal text of the right length.</summary>
    public byte[]? SaltValue() => TryHex(Salt, SaltBytes);

    /// <summary>Does this wrapping key open the slot?</summary>
    public bool Opens(StoreKeyId id, ReadOnlySpan<byte> wrapping) => Unwrap(id, wrapping) is not null;

    /// <summary>Unwraps a key; null when the wrapping key or the slot is wrong.</summary>
    internal StoreKey? Unwrap(StoreKeyId id, ReadOnlySpan<byte> wrapping)
    {
        if (TryHex(Wrapped, WrappedBytes) is not byte[] wrapped)
        {
            return null;
        }
        byte[] secret = new byte[StoreKey.SizeBytes];
        using AesGcm cipher = new(wrapping, SealedFrame.TagBytes);
        try
        {
            cipher.Decrypt(
                wrapped.AsSpan(0, SealedFrame.NonceBytes), wrapped.AsSpan(SealedFrame.NonceBytes, StoreKey.SizeBytes),
                wrapped.AsSpan(SealedFrame.NonceBytes + StoreKey.SizeBytes), secret, AdditionalData(id));
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
        StoreKey key = new(secret);
        return key.Id == id ? key : null;
    }

    private static byte[] AdditionalData(StoreKeyId id) => Encoding.ASCII.GetBytes("monitas key slot " + id);

    private static byte[]? TryHex(string? text, int length)
    {
        byte[] bytes = new byte[length];
        return text?.Length == 2 * length && Convert.FromHexString(text, bytes, out _, out int written) == System.Buffers.OperationStatus.Done && written == length
            ? bytes
            : null;
    }
}
