using System;
using System.Buffers.Binary;

namespace Monitas.Agent.Images.Wire;

/// <summary>What the superblock of ext2, ext3 and ext4 says of its journal (Linux, fs/ext4/ext4.h, struct ext4_super_block). All little-endian.</summary>
internal static class ExtSuperblock
{
    /// <summary>Where it begins in the file system.</summary>
    public const int OffsetBytes = 1024;

    /// <summary>Its length.</summary>
    public const int LengthBytes = 1024;

    private const int MagicAt = 0x38;
    private const int StateAt = 0x3A;
    private const int IncompatibleAt = 0x60;
    private const ushort Magic = 0xEF53;
    private const ushort CleanlyUnmounted = 1;
    private const uint NeedsRecovery = 4;

    /// <summary>Was it unmounted in order, without errors, and is nothing left in its journal? Only then its bitmaps tell what is in use.</summary>
    /// <param name="superblock">The bytes; false when they are none.</param>
    public static bool IsClean(ReadOnlySpan<byte> superblock) =>
        superblock.Length >= LengthBytes
        && BinaryPrimitives.ReadUInt16LittleEndian(superblock[MagicAt..]) == Magic
        && BinaryPrimitives.ReadUInt16LittleEndian(superblock[StateAt..]) == CleanlyUnmounted
        && (BinaryPrimitives.ReadUInt32LittleEndian(superblock[IncompatibleAt..]) & NeedsRecovery) == 0;
}
