using System;
using System.Buffers.Binary;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>
/// Fixed numbers of ISO 9660 and its ways to record numbers. Sections are those of ECMA-119, 3rd edition (December 2017), which has the
/// text of ISO 9660 in public.
/// </summary>
internal static class IsoFormat
{
    /// <summary>The length of a logical sector and of our logical blocks (6.1.2, 6.2.2), in bytes.</summary>
    internal const int SectorBytes = 2048;

    /// <summary>The sectors of the system area, which is not ours to define (6.2.1); volume descriptors begin after it (6.7.1).</summary>
    internal const int SystemAreaSectors = 16;

    /// <summary>The first sector after our two volume descriptors: where the first file begins.</summary>
    internal const int FirstDataLba = SystemAreaSectors + 2;

    /// <summary>
    /// The most that one file section holds: the largest whole number of sectors below 2^32 bytes (9.1.4). All sections but the last
    /// must fill their sectors (6.5.1), so a longer file goes on in a further section (interchange level 3, 10.3).
    /// </summary>
    internal const long MaxSectionBytes = 0xFFFF_F800;

    /// <summary>The deepest level of a directory, the root being level 1 (6.8.2.1).</summary>
    internal const int MaxDirectoryLevel = 8;

    /// <summary>The standard identifier of every volume descriptor (8.1.2).</summary>
    internal static ReadOnlySpan<byte> StandardIdentifier => "CD001"u8;

    /// <summary>How many sectors so many bytes take.</summary>
    internal static long SectorsFor(long bytes) => (bytes + SectorBytes - 1) / SectorBytes;

    /// <summary>16 bits, little endian and then big endian (7.2.3).</summary>
    internal static void WriteBoth16(Span<byte> destination, ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(destination, value);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], value);
    }

    /// <summary>32 bits, little endian and then big endian (7.3.3).</summary>
    internal static void WriteBoth32(Span<byte> destination, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, value);
        BinaryPrimitives.WriteUInt32BigEndian(destination[4..], value);
    }

    /// <summary>Reads 32 bits recorded in both orders; false when the two differ.</summary>
    internal static bool TryReadBoth32(ReadOnlySpan<byte> source, out uint value)
    {
        value = BinaryPrimitives.ReadUInt32LittleEndian(source);
        return BinaryPrimitives.ReadUInt32BigEndian(source[4..]) == value;
    }
}
