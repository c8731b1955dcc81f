using System;
using System.Buffers.Binary;

namespace Monitas.Agent.Files;

/// <summary>
/// The value of system.posix_acl_access and _default (Linux, include/uapi/linux/posix_acl_xattr.h): version 4, then entries of tag 2,
/// rights 2, id 4, little endian.
/// </summary>
internal static class PosixAcl
{
    private const int HeaderBytes = 4;
    private const int EntryBytes = 8;
    private const uint Version = 2;
    private const ushort User = 0x02;
    private const ushort Group = 0x08;

    /// <summary>The list with other users and groups; bytes that are no such list stay as they are.</summary>
    internal static byte[] Map(byte[] value, Func<uint, uint> user, Func<uint, uint> group)
    {
        if (value.Length < HeaderBytes || (value.Length - HeaderBytes) % EntryBytes != 0 || BinaryPrimitives.ReadUInt32LittleEndian(value) != Version)
        {
            return value;
        }
        byte[] mapped = [.. value];
        for (int at = HeaderBytes; at < mapped.Length; at += EntryBytes)
        {
            Span<byte> id = mapped.AsSpan(at + 4, 4);
            Func<uint, uint>? map = BinaryPrimitives.ReadUInt16LittleEndian(mapped.AsSpan(at)) switch
            {
                User => user,
                Group => group,
                _ => null,
            };
            if (map is not null)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(id, map(BinaryPrimitives.ReadUInt32LittleEndian(id)));
            }
        }
        return mapped;
    }
}
