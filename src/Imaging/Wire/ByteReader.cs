using System;
using System.Buffers.Binary;

namespace Monitas.Imaging.Wire;

/// <summary>
/// A cursor over stored bytes, little endian. Reading beyond the end or a number out of range sets <see cref="Failed"/> and from
/// then on gives zeros and empty spans, so a reader checks once at the end. It never allocates.
/// </summary>
internal ref struct ByteReader
{
    private readonly ReadOnlySpan<byte> _source;

    /// <summary>Starts at the first byte.</summary>
    internal ByteReader(ReadOnlySpan<byte> source) => _source = source;

    /// <summary>Something could not be read.</summary>
    internal bool Failed { get; private set; }

    /// <summary>The offset of the next byte.</summary>
    internal int Position { get; private set; }

    /// <summary>How many bytes are left; 0 once failed.</summary>
    internal readonly int Left => Failed ? 0 : _source.Length - Position;

    /// <summary>The next bytes, without a copy.</summary>
    internal ReadOnlySpan<byte> Bytes(int count)
    {
        if (Failed || count < 0 || count > _source.Length - Position)
        {
            Failed = true;
            return default;
        }
        ReadOnlySpan<byte> bytes = _source.Slice(Position, count);
        Position += count;
        return bytes;
    }

    /// <summary>One byte.</summary>
    internal byte U8() => Bytes(1) is { IsEmpty: false } bytes ? bytes[0] : (byte)0;

    /// <summary>Two bytes.</summary>
    internal ushort U16() => Bytes(2) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;

    /// <summary>Four bytes.</summary>
    internal uint U32() => Bytes(4) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;

    /// <summary>Eight bytes, signed.</summary>
    internal long I64() => Bytes(8) is { IsEmpty: false } bytes ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;

    /// <summary>Seven bits a byte, low bits first, the top bit set on all but the last; fails above 64 bits.</summary>
    internal ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte part = U8();
            ulong bits = part & 0x7FUL;
            if (shift == 63 && bits > 1)
            {
                break;
            }
            value |= bits << shift;
            if ((part & 0x80) == 0)
            {
                return Failed ? 0 : value;
            }
        }
        Failed = true;
        return 0;
    }

    /// <summary>A varint; fails above <paramref name="max"/>.</summary>
    internal long Varint(long max)
    {
        ulong value = Varint();
        if (value > (ulong)max)
        {
            Failed = true;
            return 0;
        }
        return (long)value;
    }

    /// <summary>A varint of length, then so many bytes; fails above <paramref name="maxLength"/>, before anything is taken.</summary>
    internal ReadOnlySpan<byte> Counted(int maxLength) => Bytes((int)Varint(maxLength));
}
