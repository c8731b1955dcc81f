using System;
using System.Buffers.Binary;

namespace Monitas.Imaging.Wire;

/// <summary>Builds stored bytes in memory, little endian; the counterpart of <see cref="ByteReader"/>.</summary>
internal sealed class ByteWriter
{
    private byte[] _buffer = new byte[4096];

    /// <summary>How many bytes were written.</summary>
    internal int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    internal ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    /// <summary>As <see cref="Written"/>, for asynchronous callers.</summary>
    internal ReadOnlyMemory<byte> WrittenMemory => _buffer.AsMemory(0, Length);

    /// <summary>Forgets all, keeps the memory.</summary>
    internal void Clear() => Length = 0;

    /// <summary>Room for so many bytes, to be filled by the caller.</summary>
    internal Span<byte> Take(int count)
    {
        int needed = checked(Length + count);
        if (needed > _buffer.Length)
        {
            Array.Resize(ref _buffer, (int)Math.Max(needed, Math.Min(2L * _buffer.Length, Array.MaxLength)));
        }
        Span<byte> room = _buffer.AsSpan(Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Bytes as they are.</summary>
    internal void Bytes(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    /// <summary>One byte.</summary>
    internal void U8(byte value) => Take(1)[0] = value;

    /// <summary>Two bytes.</summary>
    internal void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    /// <summary>Four bytes.</summary>
    internal void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    /// <summary>Eight bytes, signed.</summary>
    internal void I64(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(8), value);

    /// <summary>Seven bits a byte, low bits first.</summary>
    internal void Varint(ulong value)
    {
        while (value >= 0x80)
        {
            U8((byte)((value & 0x7F) | 0x80));
            value >>= 7;
        }
        U8((byte)value);
    }

    /// <summary>A varint of length, then the bytes.</summary>
    internal void Counted(ReadOnlySpan<byte> bytes)
    {
        Varint((ulong)bytes.Length);
        Bytes(bytes);
    }
}
