using System;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.Imaging.Sealing;

/// <summary>The key of one volume. Thread safe.</summary>
internal sealed class VolumeKey
{
    private readonly byte[] _key;

    internal VolumeKey(byte[] key) => _key = key;

    /// <summary>A cipher for the volume's frames; for one thread at a time.</summary>
    internal AesGcm Frames() => new(_key, Wire.SealedFrame.TagBytes);

    /// <summary>A cipher for one file: HKDF(volume's key, salt of the file, "monitas file " and the file's path in the volume).</summary>
    internal AesGcm File(string path, ReadOnlySpan<byte> salt)
    {
        Span<byte> key = stackalloc byte[StoreKey.SizeBytes];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, key, salt, Encoding.UTF8.GetBytes("monitas file " + path));
        return new AesGcm(key, Wire.SealedFrame.TagBytes);
    }
}
