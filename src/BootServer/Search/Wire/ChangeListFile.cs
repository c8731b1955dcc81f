using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Search.Wire;

/// <summary>
/// The bytes of a machine's change list (<see cref="ChangeList"/>). Numbers are little endian, ids are in the order of their text.
/// <code>
/// offset   size
///      0      8  "MONITCHG"
///      8      2  version, 1
///     10      6  0
///     16     16  machine
///     32         changes: older archive 16, newer archive 16, how many hashes 4: n, hashes of paths 4n, rising
///  at the end 32  SHA-256 of all before
/// </code>
/// </summary>
internal static class ChangeListFile
{
    private const ushort Version = 1;
    private const int HeaderBytes = 32;
    private const int IdBytes = 16;
    private const int ChangeHeadBytes = (2 * IdBytes) + sizeof(uint);

    private static ReadOnlySpan<byte> Magic => "MONITCHG"u8;

    /// <summary>Reads a list; false when it is damaged, of another version, or another machine's.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, MachineId machine, out List<ArchiveChange> changes)
    {
        changes = [];
        if (bytes.Length < HeaderBytes + SHA256.HashSizeInBytes || !bytes.StartsWith(Magic) || BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]) != Version
            || new Guid(bytes[16..32], bigEndian: true) != machine.Value || !SHA256.HashData(bytes[..^32]).AsSpan().SequenceEqual(bytes[^32..]))
        {
            return false;
        }
        ReadOnlySpan<byte> rest = bytes[HeaderBytes..^32];
        while (rest.Length >= ChangeHeadBytes)
        {
            ArchiveId older = new(new Guid(rest[..IdBytes], bigEndian: true));
            ArchiveId newer = new(new Guid(rest[IdBytes..(2 * IdBytes)], bigEndian: true));
            uint count = BinaryPrimitives.ReadUInt32LittleEndian(rest[(2 * IdBytes)..]);
            rest = rest[ChangeHeadBytes..];
            if (count > rest.Length / sizeof(uint))
            {
                return false;
            }
            uint[] hashes = new uint[count];
            rest[..((int)count * sizeof(uint))].CopyTo(MemoryMarshal.AsBytes(hashes.AsSpan()));
            Swap(hashes);
            changes.Add(new ArchiveChange(older, newer, hashes));
            rest = rest[((int)count * sizeof(uint))..];
        }
        return rest.IsEmpty;
    }

    /// <summary>A list's bytes.</summary>
    public static byte[] ToBytes(MachineId machine, IReadOnlyCollection<ArchiveChange> changes)
    {
        int length = HeaderBytes + SHA256.HashSizeInBytes;
        foreach (ArchiveChange change in changes)
        {
            length += ChangeHeadBytes + (change.Hashes.Length * sizeof(uint));
        }
        byte[] bytes = new byte[length];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), Version);
        machine.Value.TryWriteBytes(bytes.AsSpan(16), bigEndian: true, out _);
        Span<byte> rest = bytes.AsSpan(HeaderBytes);
        foreach (ArchiveChange change in changes)
        {
            change.Older.Value.TryWriteBytes(rest, bigEndian: true, out _);
            change.Newer.Value.TryWriteBytes(rest[IdBytes..], bigEndian: true, out _);
            BinaryPrimitives.WriteInt32LittleEndian(rest[(2 * IdBytes)..], change.Hashes.Length);
            rest = rest[ChangeHeadBytes..];
            Span<uint> target = MemoryMarshal.Cast<byte, uint>(rest[..(change.Hashes.Length * sizeof(uint))]);
            change.Hashes.CopyTo(target);
            Swap(target);
            rest = rest[(change.Hashes.Length * sizeof(uint))..];
        }
        SHA256.HashData(bytes.AsSpan(0, length - SHA256.HashSizeInBytes), bytes.AsSpan(length - SHA256.HashSizeInBytes));
        return bytes;
    }

    /// <summary>From or to little endian.</summary>
    private static void Swap(Span<uint> numbers)
    {
        if (!BitConverter.IsLittleEndian)
        {
            BinaryPrimitives.ReverseEndianness(numbers, numbers);
        }
    }
}
