using System;
using System.Buffers.Binary;
using System.Collections.Generic;

namespace Monitas.BootServer.Export.Wire;

/// <summary>
/// An ACL as Linux keeps it in system.posix_acl_access and system.posix_acl_default: version 4 (2), then entries: tag 2, permissions 2, id 4, all
/// little endian. Tar has it as text.
/// </summary>
internal static class PosixAcl
{
    private const int HeadBytes = 4;
    private const int EntryBytes = 8;
    private const uint Version = 2;

    /// <summary>The ACL as "user::rw-,user:1000:r--,group::r--,mask::r--,other::---"; null when the bytes are no ACL.</summary>
    public static string? ToText(ReadOnlySpan<byte> value)
    {
        if (value.Length < HeadBytes || (value.Length - HeadBytes) % EntryBytes != 0 || BinaryPrimitives.ReadUInt32LittleEndian(value) != Version)
        {
            return null;
        }
        List<string> entries = [];
        for (ReadOnlySpan<byte> rest = value[HeadBytes..]; !rest.IsEmpty; rest = rest[EntryBytes..])
        {
            uint id = BinaryPrimitives.ReadUInt32LittleEndian(rest[4..]);
            string? who = BinaryPrimitives.ReadUInt16LittleEndian(rest) switch
            {
                0x01 => "user::",
                0x02 => $"user:{id}:",
                0x04 => "group::",
                0x08 => $"group:{id}:",
                0x10 => "mask::",
                0x20 => "other::",
                _ => null,
            };
            if (who is null)
            {
                return null;
            }
            int bits = BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]);
            entries.Add($"{who}{((bits & 4) != 0 ? 'r' : '-')}{((bits & 2) != 0 ? 'w' : '-')}{((bits & 1) != 0 ? 'x' : '-')}");
        }
        return string.Join(',', entries);
    }
}
