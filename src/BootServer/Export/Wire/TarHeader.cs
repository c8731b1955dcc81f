using System;
using System.Collections.Generic;
using System.Text;

namespace Monitas.BootServer.Export.Wire;

/// <summary>
/// The header of one tar member (POSIX.1-2017 pax, "ustar Interchange Format"), 512 bytes, preceded by an extended header where it needs one.
/// Numbers are octal digits and a zero byte.
/// <code>
///   0 100  name            156   1  type            257   6  "ustar", 0      329   8  device major
/// 100   8  mode            157 100  linked name     263   2  "00"            337   8  device minor
/// 108   8  owner           124  12  size            265  32  user name       345 155  prefix, not used
/// 116   8  group           136  12  time            297  32  group name
///                          148   8  checksum
/// </code>
/// </summary>
internal sealed record TarHeader
{
    /// <summary>Headers and content are in blocks of this length.</summary>
    public const int BlockBytes = 512;

    private const int NameBytes = 100;
    private const int OwnerNameBytes = 31;
    private const long MaxId = 0x1FFFFF;
    private const long MaxLength = 0x1_FFFF_FFFF;

    /// <summary>The name, without '/' in front.</summary>
    public required byte[] Name { get; init; }

    /// <summary>'0' file, '1' hard link, '2' symbolic link, '3' and '4' devices, '5' directory, '6' named pipe.</summary>
    public required char Type { get; init; }

    /// <summary>Permission, set-id and sticky bits.</summary>
    public required int Mode { get; init; }

    /// <summary>The owner.</summary>
    public required uint Uid { get; init; }

    /// <summary>The group.</summary>
    public required uint Gid { get; init; }

    /// <summary>The owner's name; may be empty.</summary>
    public byte[] UserName { get; init; } = [];

    /// <summary>The group's name; may be empty.</summary>
    public byte[] GroupName { get; init; } = [];

    /// <summary>The length of what follows the header.</summary>
    public long SizeBytes { get; init; }

    /// <summary>Last change, nanoseconds since 1970.</summary>
    public required long MtimeNs { get; init; }

    /// <summary>Where a link leads; empty for all else.</summary>
    public byte[] LinkName { get; init; } = [];

    /// <summary>The device number's first half.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>The device number's second half.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>Further records of the extended header.</summary>
    public IReadOnlyList<PaxRecord> Records { get; init; } = [];

    /// <summary>The name is in a record of its own: a sparse file's.</summary>
    public bool HasNameElsewhere { get; init; }

    /// <summary>All bytes that stand before the member's content.</summary>
    public byte[] ToBytes()
    {
        List<PaxRecord> records = [.. OwnRecords(), .. Records];
        if (records.Exists(record => record.IsText && !IsUtf8(record.Value)))
        {
            // Names are bytes; without this a reader may take them for UTF-8 and refuse them.
            records.Insert(0, new PaxRecord("hdrcharset", "BINARY"));
        }
        if (records.Count == 0)
        {
            return Block();
        }
        byte[] extended = PaxRecord.ToBytes(records);
        TarHeader head = new() { Name = [.. "PaxHeaders/"u8, .. Last(Name)], Type = 'x', Mode = 0x1A4, Uid = 0, Gid = 0, MtimeNs = 0, SizeBytes = extended.Length };
        return [.. head.Block(), .. extended, .. new byte[Padding(extended.Length)], .. Block()];
    }

    /// <summary>How many zero bytes fill up the last block.</summary>
    public static int Padding(long length) => (int)((BlockBytes - (length % BlockBytes)) % BlockBytes);

    private IEnumerable<PaxRecord> OwnRecords()
    {
        if (Name.Length > NameBytes && !HasNameElsewhere)
        {
            yield return new PaxRecord("path", Name, IsText: true);
        }
        if (LinkName.Length > NameBytes)
        {
            yield return new PaxRecord("linkpath", LinkName, IsText: true);
        }
        if (SizeBytes > MaxLength)
        {
            yield return new PaxRecord("size", SizeBytes.ToString());
        }
        if (MtimeNs < 0 || MtimeNs % PaxRecord.NanosecondsPerSecond != 0 || MtimeNs / PaxRecord.NanosecondsPerSecond > MaxLength)
        {
            yield return new PaxRecord("mtime", PaxRecord.Time(MtimeNs));
        }
        if (Uid > MaxId)
        {
            yield return new PaxRecord("uid", Uid.ToString());
        }
        if (Gid > MaxId)
        {
            yield return new PaxRecord("gid", Gid.ToString());
        }
        if (UserName.Length > OwnerNameBytes)
        {
            yield return new PaxRecord("uname", UserName, IsText: true);
        }
        if (GroupName.Length > OwnerNameBytes)
        {
            yield return new PaxRecord("gname", GroupName, IsText: true);
        }
    }

    private byte[] Block()
    {
        byte[] block = new byte[BlockBytes];
        Put(block.AsSpan(0, NameBytes), Name);
        Octal(block.AsSpan(100, 8), Mode);
        Octal(block.AsSpan(108, 8), Uid > MaxId ? 0 : Uid);
        Octal(block.AsSpan(116, 8), Gid > MaxId ? 0 : Gid);
        Octal(block.AsSpan(124, 12), SizeBytes > MaxLength ? 0 : SizeBytes);
        Octal(block.AsSpan(136, 12), Math.Clamp(MtimeNs / PaxRecord.NanosecondsPerSecond, 0, MaxLength));
        block[156] = (byte)Type;
        Put(block.AsSpan(157, NameBytes), LinkName);
        "ustar\0"u8.CopyTo(block.AsSpan(257));
        "00"u8.CopyTo(block.AsSpan(263));
        Put(block.AsSpan(265, OwnerNameBytes), UserName);
        Put(block.AsSpan(297, OwnerNameBytes), GroupName);
        Octal(block.AsSpan(329, 8), DeviceMajor);
        Octal(block.AsSpan(337, 8), DeviceMinor);

        // The sum of all bytes, the field itself taken as eight spaces.
        block.AsSpan(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in block)
        {
            sum += value;
        }
        Octal(block.AsSpan(148, 7), sum);
        return block;
    }

    private static void Put(Span<byte> field, ReadOnlySpan<byte> text) => text[..Math.Min(text.Length, field.Length)].CopyTo(field);

    private static void Octal(Span<byte> field, long value)
    {
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }
        field[^1] = 0;
    }

    private static ReadOnlySpan<byte> Last(ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> plain = name.TrimEnd((byte)'/');
        return plain[(plain.LastIndexOf((byte)'/') + 1)..];
    }

    private static bool IsUtf8(byte[] text)
    {
        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(text);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
