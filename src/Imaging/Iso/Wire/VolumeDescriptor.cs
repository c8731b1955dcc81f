using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>The primary volume descriptor (ECMA-119 8.4): one sector. Offsets below are those of the standard, less 1.</summary>
internal sealed record VolumeDescriptor
{
    private const byte PrimaryType = 1;
    private const byte TerminatorType = 255;

    /// <summary>At most 32 d-characters (8.4.6).</summary>
    internal required string VolumeIdentifier { get; init; }

    /// <summary>The number of sectors of the whole volume (8.4.8).</summary>
    internal required uint SectorCount { get; init; }

    /// <summary>The length of a path table in bytes (8.4.13).</summary>
    internal uint PathTableBytes { get; init; }

    /// <summary>Where the little endian path table is (8.4.14).</summary>
    internal uint PathTableLba { get; init; }

    /// <summary>Where the big endian path table is (8.4.16).</summary>
    internal uint BigEndianPathTableLba { get; init; }

    /// <summary>The root directory (8.4.18).</summary>
    internal required DirectoryRecord Root { get; init; }

    /// <summary>Who wrote it (8.4.22), at most 128 a-characters.</summary>
    internal string Application { get; init; } = "";

    /// <summary>When it was begun (8.4.26).</summary>
    internal DateTimeOffset Created { get; init; }

    /// <summary>When it was finished (8.4.27).</summary>
    internal DateTimeOffset Modified { get; init; }

    /// <summary>Writes one sector.</summary>
    internal void WriteTo(Span<byte> sector)
    {
        sector = sector[..IsoFormat.SectorBytes];
        sector.Clear();
        sector[0] = PrimaryType;
        IsoFormat.StandardIdentifier.CopyTo(sector[1..]);
        sector[6] = 1;
        Text(sector.Slice(8, 32), "LINUX");
        Text(sector.Slice(40, 32), VolumeIdentifier);
        IsoFormat.WriteBoth32(sector[80..], SectorCount);
        IsoFormat.WriteBoth16(sector[120..], 1);
        IsoFormat.WriteBoth16(sector[124..], 1);
        IsoFormat.WriteBoth16(sector[128..], IsoFormat.SectorBytes);
        IsoFormat.WriteBoth32(sector[132..], PathTableBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(sector[140..], PathTableLba);
        BinaryPrimitives.WriteUInt32BigEndian(sector[148..], BigEndianPathTableLba);
        Root.WriteTo(sector[156..]);
        Text(sector.Slice(190, 128), "");
        Text(sector.Slice(318, 128), "");
        Text(sector.Slice(446, 128), "");
        Text(sector.Slice(574, 128), Application);
        Text(sector.Slice(702, 111), "");
        IsoTime.WriteLong(sector[813..], Created);
        IsoTime.WriteLong(sector[830..], Modified);
        IsoTime.WriteLongUnset(sector[847..]);
        IsoTime.WriteLongUnset(sector[864..]);
        sector[881] = 1;
    }

    /// <summary>Writes the sector that ends the descriptors (8.3).</summary>
    internal static void WriteTerminator(Span<byte> sector)
    {
        sector = sector[..IsoFormat.SectorBytes];
        sector.Clear();
        sector[0] = TerminatorType;
        IsoFormat.StandardIdentifier.CopyTo(sector[1..]);
        sector[6] = 1;
    }

    /// <summary>Reads what our reader needs of one sector; false when it is no primary descriptor with 2048-byte blocks.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> sector, [NotNullWhen(true)] out VolumeDescriptor? descriptor)
    {
        descriptor = null;
        if (sector.Length < IsoFormat.SectorBytes || sector[0] != PrimaryType || !sector[1..6].SequenceEqual(IsoFormat.StandardIdentifier)
            || sector[6] != 1 || sector[128] != 0 || sector[129] != IsoFormat.SectorBytes >> 8
            || !IsoFormat.TryReadBoth32(sector[80..], out uint sectors)
            || !DirectoryRecord.TryParse(sector.Slice(156, 34), out DirectoryRecord? root))
        {
            return false;
        }
        descriptor = new VolumeDescriptor
        {
            VolumeIdentifier = Encoding.Latin1.GetString(sector.Slice(40, 32)).TrimEnd(' '),
            SectorCount = sectors,
            Root = root,
        };
        return true;
    }

    /// <summary>Characters, filled up with spaces (7.4.3).</summary>
    private static void Text(Span<byte> field, string text)
    {
        field.Fill((byte)' ');
        Encoding.ASCII.GetBytes(text.AsSpan(0, Math.Min(text.Length, field.Length)), field);
    }
}
