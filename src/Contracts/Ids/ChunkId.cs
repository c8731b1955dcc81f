using System;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Monitas.Contracts.Ids;

/// <summary>The name of a chunk: the SHA-256 of its plain bytes (32 bytes).</summary>
public readonly record struct ChunkId : IComparable<ChunkId>
{
    /// <summary>The length of an id in bytes.</summary>
    public const int SizeBytes = 32;

    private readonly ulong _a;
    private readonly ulong _b;
    private readonly ulong _c;
    private readonly ulong _d;

    /// <summary>Reads an id from exactly <see cref="SizeBytes"/> bytes.</summary>
    /// <exception cref="ArgumentException">The span has another length.</exception>
    public ChunkId(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != SizeBytes)
        {
            throw new ArgumentException($"A chunk id has {SizeBytes} bytes, not {bytes.Length}.", nameof(bytes));
        }
        _a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        _c = BinaryPrimitives.ReadUInt64BigEndian(bytes[16..]);
        _d = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]);
    }

    /// <summary>The id of these bytes.</summary>
    public static ChunkId Of(ReadOnlySpan<byte> content)
    {
        Span<byte> hash = stackalloc byte[SizeBytes];
        SHA256.HashData(content, hash);
        return new ChunkId(hash);
    }

    /// <summary>Writes the id's 32 bytes.</summary>
    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _b);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _c);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _d);
    }

    /// <summary>Orders by the bytes of the id.</summary>
    public int CompareTo(ChunkId other)
    {
        int order = _a.CompareTo(other._a);
        order = order != 0 ? order : _b.CompareTo(other._b);
        order = order != 0 ? order : _c.CompareTo(other._c);
        return order != 0 ? order : _d.CompareTo(other._d);
    }

    /// <summary>Is <paramref name="left"/> before <paramref name="right"/> in byte order?</summary>
    public static bool operator <(ChunkId left, ChunkId right) => left.CompareTo(right) < 0;

    /// <summary>Is <paramref name="left"/> after <paramref name="right"/> in byte order?</summary>
    public static bool operator >(ChunkId left, ChunkId right) => left.CompareTo(right) > 0;

    /// <summary>Is <paramref name="left"/> not after <paramref name="right"/>?</summary>
    public static bool operator <=(ChunkId left, ChunkId right) => left.CompareTo(right) <= 0;

    /// <summary>Is <paramref name="left"/> not before <paramref name="right"/>?</summary>
    public static bool operator >=(ChunkId left, ChunkId right) => left.CompareTo(right) >= 0;

    /// <summary>A hash code taken from the id itself, which is evenly spread.</summary>
    public override int GetHashCode() => unchecked((int)_a);

    /// <summary>64 lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        WriteTo(bytes);
        return Convert.ToHexStringLower(bytes);
    }
}
