using System;
using System.Buffers.Binary;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>
/// The chunks that archives refer to, by the first 16 bytes of their ids: 23 to 46 bytes of memory for each chunk of about 1 MiB (30 to 60 MB for
/// a store of 1.3 TB). Should two ids ever begin alike, a dead chunk would be kept, never a live one lost. Not thread safe while it is added to.
/// </summary>
internal sealed class LiveChunks
{
    private UInt128[] _slots = new UInt128[1024];
    private bool _hasZero;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds one.</summary>
    public void Add(ChunkId chunk)
    {
        UInt128 key = KeyOf(chunk);
        if (key == 0)
        {
            Count += _hasZero ? 0 : 1;
            _hasZero = true;
            return;
        }
        if ((Count + 1L) * 10 > _slots.Length * 7L)
        {
            Grow();
        }
        Count += Put(_slots, key) ? 1 : 0;
    }

    /// <summary>Is this one in it?</summary>
    public bool Contains(ChunkId chunk)
    {
        UInt128 key = KeyOf(chunk);
        return key == 0 ? _hasZero : _slots[SlotOf(_slots, key)] == key;
    }

    private void Grow()
    {
        UInt128[] larger = new UInt128[checked(_slots.Length * 2)];
        foreach (UInt128 key in _slots)
        {
            if (key != 0)
            {
                Put(larger, key);
            }
        }
        _slots = larger;
    }

    private static bool Put(UInt128[] slots, UInt128 key)
    {
        int slot = SlotOf(slots, key);
        bool isNew = slots[slot] == 0;
        slots[slot] = key;
        return isNew;
    }

    /// <summary>The slot that holds the key, or the free one where it belongs; a digest needs no further hashing.</summary>
    private static int SlotOf(UInt128[] slots, UInt128 key)
    {
        int mask = slots.Length - 1;
        int slot = (int)(unchecked((uint)key) & (uint)mask);
        while (slots[slot] != 0 && slots[slot] != key)
        {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static UInt128 KeyOf(ChunkId chunk)
    {
        Span<byte> bytes = stackalloc byte[ChunkId.SizeBytes];
        chunk.WriteTo(bytes);
        return BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
