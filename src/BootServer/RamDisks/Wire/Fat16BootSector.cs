using System;
using System.Buffers.Binary;
using System.Text;

namespace Monitas.BootServer.RamDisks.Wire;

/// <summary>
/// The first sector of a FAT16 file system (chapter "Boot Sector and BPB"). It holds no program: only UEFI firmware and GRUB read it.
/// <code>
/// 11 bytes per sector   13 sectors per cluster   14 reserved sectors   16 tables   17 root entries   19 sectors (16 bit)   21 media
/// 22 sectors per table  24 geometry for old BIOS 32 sectors (32 bit)   36 drive    38 signature      39 serial   43 label and type   510 mark
/// </code>
/// </summary>
internal static class Fat16BootSector
{
    /// <summary>The media byte of a disk that is no floppy.</summary>
    public const byte MediaFixed = 0xf8;

    private const uint Serial = 0x4d4f4e49;

    /// <summary>Writes it.</summary>
    /// <param name="sector">512 bytes of zeros or more.</param>
    /// <param name="sectorsPerCluster">A power of two.</param>
    /// <param name="reservedSectors">Sectors before the first table.</param>
    /// <param name="rootEntries">Entries of the root directory.</param>
    /// <param name="tableSectors">Sectors of one of the two tables.</param>
    /// <param name="totalSectors">All sectors.</param>
    public static void Write(Span<byte> sector, int sectorsPerCluster, int reservedSectors, int rootEntries, int tableSectors, long totalSectors)
    {
        ReadOnlySpan<byte> jump = [0xeb, 0x3c, 0x90];
        jump.CopyTo(sector);
        Encoding.ASCII.GetBytes("MONITAS ", sector[3..]);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[11..], Fat16Layout.SectorBytes);
        sector[13] = (byte)sectorsPerCluster;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[14..], (ushort)reservedSectors);
        sector[16] = 2;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[17..], (ushort)rootEntries);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[19..], (ushort)(totalSectors < 0x10000 ? totalSectors : 0));
        sector[21] = MediaFixed;
        BinaryPrimitives.WriteUInt16LittleEndian(sector[22..], (ushort)tableSectors);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[24..], 32);
        BinaryPrimitives.WriteUInt16LittleEndian(sector[26..], 64);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[32..], (uint)(totalSectors < 0x10000 ? 0 : totalSectors));
        sector[36] = 0x80;
        sector[38] = 0x29;
        BinaryPrimitives.WriteUInt32LittleEndian(sector[39..], Serial);
        Encoding.ASCII.GetBytes("NO NAME    FAT16   ", sector[43..]);
        sector[510] = 0x55;
        sector[511] = 0xaa;
    }
}
