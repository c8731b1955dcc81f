using System;
using System.Buffers.Binary;

namespace Monitas.Agent.Interop;

/// <summary>
/// One record of getdents64(2), struct linux_dirent64:
/// <code>
/// 0  8 d_ino     8  8 d_off     16  2 d_reclen     18  1 d_type     19  .. d_name, ended by NUL, padded
/// </code>
/// </summary>
internal readonly ref struct DirectoryRecord
{
    private const int LengthAt = 16;
    private const int TypeAt = 18;
    private const int NameAt = 19;

    private DirectoryRecord(ReadOnlySpan<byte> name, byte type)
    {
        Name = name;
        Type = type;
    }

    /// <summary>DT_DIR.</summary>
    internal const byte Directory = 4;

    /// <summary>DT_UNKNOWN: the file system does not say here; statx does.</summary>
    internal const byte Unknown = 0;

    /// <summary>The name; a slice of the buffer.</summary>
    internal ReadOnlySpan<byte> Name { get; }

    /// <summary>d_type.</summary>
    internal byte Type { get; }

    /// <summary>Is this "." or ".."?</summary>
    internal bool IsDots => Name is [(byte)'.'] or [(byte)'.', (byte)'.'];

    /// <summary>Takes the first record off; false when nothing, or nothing whole, is left.</summary>
    internal static bool TryTake(ref ReadOnlySpan<byte> records, out DirectoryRecord record)
    {
        record = default;
        if (records.Length <= NameAt)
        {
            return false;
        }
        int length = BinaryPrimitives.ReadUInt16LittleEndian(records[LengthAt..]);
        if (length <= NameAt || length > records.Length)
        {
            return false;
        }
        ReadOnlySpan<byte> padded = records[NameAt..length];
        int end = padded.IndexOf((byte)0);
        record = new DirectoryRecord(end < 0 ? padded : padded[..end], records[TypeAt]);
        records = records[length..];
        return true;
    }
}
