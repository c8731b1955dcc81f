using System;
using System.Diagnostics.CodeAnalysis;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>
/// One record of a directory (ECMA-119 9.1). Numbers are in both byte orders.
/// <code>
///  0  1  length of the record, even, at most 254
///  1  1  length of the extended attribute record, 0
///  2  8  location of the section (LBA)
/// 10  8  length of the section in bytes
/// 18  7  date
/// 25  1  flags: 0x02 directory, 0x80 more sections follow (9.1.6)
/// 26  1  file unit size, 0
/// 27  1  interleave gap, 0
/// 28  4  volume sequence number, 1
/// 32  1  length of the identifier
/// 33  n  identifier, then 0 if its length is even (9.1.12)
///     n  system use (9.1.13): Rock Ridge
/// </code>
/// </summary>
internal sealed record DirectoryRecord
{
    private const int FixedBytes = 33;
    private const byte DirectoryFlag = 0x02;
    private const byte MultiExtentFlag = 0x80;

    /// <summary>The first sector of the section.</summary>
    internal required uint Lba { get; init; }

    /// <summary>The section's length in bytes.</summary>
    internal required uint LengthBytes { get; init; }

    /// <summary>When it was written.</summary>
    internal DateTimeOffset Time { get; init; }

    /// <summary>Does it describe a directory?</summary>
    internal required bool IsDirectory { get; init; }

    /// <summary>Is this not the last section of its file?</summary>
    internal bool HasMoreSections { get; init; }

    /// <summary>The identifier; { 0 } is the directory itself and { 1 } its parent (7.6.2).</summary>
    internal required byte[] Identifier { get; init; }

    /// <summary>The system use area.</summary>
    internal byte[] SystemUse { get; init; } = [];

    /// <summary>The record's length in bytes: always even.</summary>
    internal int RecordLength => MeasureRecord(Identifier.Length, SystemUse.Length);

    /// <summary>The length of a record with such parts.</summary>
    internal static int MeasureRecord(int identifierLength, int systemUseLength)
    {
        int length = FixedBytes + identifierLength + (identifierLength % 2 == 0 ? 1 : 0) + systemUseLength;
        return length + (length % 2);
    }

    /// <summary>Writes the record and returns its length.</summary>
    internal int WriteTo(Span<byte> destination)
    {
        int length = RecordLength;
        Span<byte> record = destination[..length];
        record.Clear();
        record[0] = checked((byte)length);
        IsoFormat.WriteBoth32(record[2..], Lba);
        IsoFormat.WriteBoth32(record[10..], LengthBytes);
        IsoTime.WriteShort(record[18..], Time);
        record[25] = (byte)((IsDirectory ? DirectoryFlag : 0) | (HasMoreSections ? MultiExtentFlag : 0));
        IsoFormat.WriteBoth16(record[28..], 1);
        record[32] = (byte)Identifier.Length;
        Identifier.CopyTo(record[FixedBytes..]);
        SystemUse.CopyTo(record[MeasureRecord(Identifier.Length, 0)..]);
        return length;
    }

    /// <summary>Reads the record at the start of the bytes; false when it is damaged. The date is not read.</summary>
    internal static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out DirectoryRecord? record)
    {
        record = null;
        if (source.Length < FixedBytes || source[0] < FixedBytes + 1 || source[0] > source.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> bytes = source[..source[0]];
        int identifierLength = bytes[32];
        int systemUse = FixedBytes + identifierLength + (identifierLength % 2 == 0 ? 1 : 0);
        if (identifierLength == 0 || systemUse > bytes.Length
            || !IsoFormat.TryReadBoth32(bytes[2..], out uint lba) || !IsoFormat.TryReadBoth32(bytes[10..], out uint length))
        {
            return false;
        }
        record = new DirectoryRecord
        {
            Lba = lba,
            LengthBytes = length,
            IsDirectory = (bytes[25] & DirectoryFlag) != 0,
            HasMoreSections = (bytes[25] & MultiExtentFlag) != 0,
            Identifier = bytes.Slice(FixedBytes, identifierLength).ToArray(),
            SystemUse = bytes[systemUse..].ToArray(),
        };
        return true;
    }
}
