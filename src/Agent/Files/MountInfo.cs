using System;
using System.Buffers.Text;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Monitas.Agent.Files;

/// <summary>
/// Reads the text of /proc/self/mountinfo (proc_pid_mountinfo(5)):
/// <code>
/// 36 35 98:0 /mnt1 /mnt/parent rw,noatime master:1 - ext3 /dev/root rw,errors=continue
/// id parent dev root mount-point options optional.. - type source super-options
/// </code>
/// Space, tab, newline and backslash inside a field are written as \ooo.
/// </summary>
internal static class MountInfo
{
    private const int FieldsBeforeOptional = 6;

    /// <summary>All mounts in the file's order; a line that cannot be read is passed over.</summary>
    internal static List<MountEntry> Parse(ReadOnlySpan<byte> text)
    {
        List<MountEntry> mounts = [];
        foreach (Range line in text.Split((byte)'\n'))
        {
            if (TryParseLine(text[line], out MountEntry? mount))
            {
                mounts.Add(mount);
            }
        }
        return mounts;
    }

    /// <summary>Reads one line without its newline.</summary>
    internal static bool TryParseLine(ReadOnlySpan<byte> line, [NotNullWhen(true)] out MountEntry? mount)
    {
        mount = null;
        Span<Range> fields = stackalloc Range[32];
        int count = SplitAtSpaces(line, fields);
        int dash = FindDash(line, fields[..count]);
        if (dash < FieldsBeforeOptional || dash + 2 >= count
            || !TryNumber(line[fields[0]], out ulong id) || !TryNumber(line[fields[1]], out ulong parent))
        {
            return false;
        }
        mount = new MountEntry
        {
            Id = id,
            ParentId = parent,
            Device = Encoding.ASCII.GetString(line[fields[2]]),
            RootPath = Unescape(line[fields[3]]),
            MountPoint = Unescape(line[fields[4]]),
            FileSystem = Encoding.ASCII.GetString(line[fields[dash + 1]]),
            Source = Unescape(line[fields[dash + 2]]),
        };
        return true;
    }

    /// <summary>Splits like <see cref="MemoryExtensions.Split(ReadOnlySpan{char}, Span{Range}, char, StringSplitOptions)"/>, for bytes; the last range takes the rest.</summary>
    private static int SplitAtSpaces(ReadOnlySpan<byte> line, Span<Range> fields)
    {
        int count = 0;
        foreach (Range field in line.Split((byte)' '))
        {
            if (count == fields.Length)
            {
                break;
            }
            fields[count++] = field;
        }
        return count;
    }

    private static int FindDash(ReadOnlySpan<byte> line, ReadOnlySpan<Range> fields)
    {
        for (int i = FieldsBeforeOptional; i < fields.Length; i++)
        {
            if (line[fields[i]] is [(byte)'-'])
            {
                return i;
            }
        }
        return -1;
    }

    private static bool TryNumber(ReadOnlySpan<byte> digits, out ulong value) =>
        Utf8Parser.TryParse(digits, out value, out int used) && used == digits.Length;

    /// <summary>The bytes of a field of mountinfo, /proc/swaps or fstab.</summary>
    internal static byte[] Unescape(ReadOnlySpan<byte> field)
    {
        List<byte> plain = new(field.Length);
        for (int i = 0; i < field.Length; i++)
        {
            if (field[i] == '\\' && TryOctal(field[(i + 1)..], out byte value))
            {
                plain.Add(value);
                i += 3;
                continue;
            }
            plain.Add(field[i]);
        }
        return [.. plain];
    }

    private static bool TryOctal(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        if (digits.Length < 3 || digits[0] is < (byte)'0' or > (byte)'3' || digits[1] is < (byte)'0' or > (byte)'7' || digits[2] is < (byte)'0' or > (byte)'7')
        {
            return false;
        }
        value = (byte)(((digits[0] - '0') * 64) + ((digits[1] - '0') * 8) + (digits[2] - '0'));
        return true;
    }
}
