using System;
using System.Diagnostics;
using System.Security.Cryptography;
using Monitas.Imaging.Sealing.Wire;

namespace Monitas.Imaging.Sealing;

/// <summary>Seals one file of a volume, segment by segment. Not thread safe.</summary>
internal sealed class FileSealer : IDisposable
{
    private readonly AesGcm _cipher;
    private readonly byte[] _header = new byte[SealedFileFormat.HeaderBytes];
    private long _segment;

    /// <summary>Begins a file.</summary>
    /// <param name="key">The volume's key.</param>
    /// <param name="path">The file's path in the volume.</param>
    internal FileSealer(VolumeKey key, string path)
        : this(key, path, RandomNumberGenerator.GetBytes(SealedFileFormat.SaltBytes))
    {
    }

    /// <summary>The same with a salt that must never have been used before.</summary>
    internal FileSealer(VolumeKey key, string path, ReadOnlySpan<byte> salt)
    {
        SealedFileFormat.WriteHeader(salt, _header);
        _cipher = key.File(path, salt);
    }

    /// <summary>What stands before the first segment.</summary>
    internal ReadOnlyMemory<byte> Header => _header;

    /// <summary>Seals the next segment; one that is not full is the last. Returns the length of the result.</summary>
    internal int Seal(ReadOnlySpan<byte> plain, Span<byte> destination)
    {
        Debug.Assert(plain.Length <= SealedFileFormat.SegmentBytes, "a segment has at most 65,536 bytes");
        Span<byte> nonce = stackalloc byte[SealedFrame.NonceBytes];
        SealedFileFormat.WriteNonce(_segment, plain.Length < SealedFileFormat.SegmentBytes, nonce);
        _cipher.Encrypt(nonce, plain, destination[..plain.Length], destination.Slice(plain.Length, SealedFrame.TagBytes), _header);
        _segment++;
        return plain.Length + SealedFrame.TagBytes;
    }

    /// <summary>Seals a whole file.</summary>
    internal byte[] SealAll(ReadOnlySpan<byte> plain)
    {
        byte[] result = new byte[SealedFileFormat.LengthFor(plain.Length)];
        _header.CopyTo(result, 0);
        int at = _header.Length;
        int from = 0;
        int length;
        do
        {
            length = Math.Min(SealedFileFormat.SegmentBytes, plain.Length - from);
            at += Seal(plain.Slice(from, length), result.AsSpan(at));
            from += length;
        }
        while (length == SealedFileFormat.SegmentBytes);
        return result;
    }

    public void Dispose() => _cipher.Dispose();
}
