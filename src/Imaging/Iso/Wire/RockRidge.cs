using System;
using System.Text;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>
/// The system use entries that give files their long names and modes on Unix: SUSP (IEEE P1281 draft 1.12) and Rock Ridge
/// (IEEE P1282 draft 1.12, as RRIP_1991A). Each is: signature 2, length 1, version 1, data.
/// </summary>
internal static class RockRidge
{
    /// <summary>SP, PX and CE in the root's own record.</summary>
    internal const int RootBytes = SpBytes + PxBytes + CeBytes;

    /// <summary>PX: mode, links, owner, group; 36 bytes in RRIP_1991A (P1282 4.1.1).</summary>
    internal const int PxBytes = 36;

    private const int SpBytes = 7;
    private const int CeBytes = 28;
    private const int NmHeadBytes = 5;
    private const uint DirectoryMode = 0x4000 | 0x16D;
    private const uint FileMode = 0x8000 | 0x124;

    private static ReadOnlySpan<byte> Identifier => "RRIP_1991A"u8;

    /// <summary>The text that P1282 4.3 prescribes.</summary>
    private static ReadOnlySpan<byte> Descriptor => "THE ROCK RIDGE INTERCHANGE PROTOCOL PROVIDES SUPPORT FOR POSIX FILE SYSTEM SEMANTICS"u8;

    private static ReadOnlySpan<byte> Source =>
        "PLEASE CONTACT DISC PUBLISHER FOR SPECIFICATION SOURCE.  SEE PUBLISHER IDENTIFIER IN PRIMARY VOLUME DESCRIPTOR FOR CONTACT INFORMATION."u8;

    /// <summary>The length of <see cref="WriteExtensionReference"/>.</summary>
    internal static int ErBytes => 8 + Identifier.Length + Descriptor.Length + Source.Length;

    /// <summary>The length of a name's NM entry (P1282 4.1.4).</summary>
    internal static int NmBytes(string name) => NmHeadBytes + Encoding.UTF8.GetByteCount(name);

    /// <summary>What the root's "." record must begin with: SP (P1281 5.3), and CE (5.1) to where ER stands.</summary>
    internal static int WriteRoot(Span<byte> destination, int directories, uint continuationLba)
    {
        Head(destination, "SP"u8, SpBytes);
        destination[4] = 0xBE;
        destination[5] = 0xEF;
        destination[6] = 0;
        int at = SpBytes + WritePosixAttributes(destination[SpBytes..], isDirectory: true, directories);
        Span<byte> ce = destination[at..];
        Head(ce, "CE"u8, CeBytes);
        IsoFormat.WriteBoth32(ce[4..], continuationLba);
        IsoFormat.WriteBoth32(ce[12..], 0);
        IsoFormat.WriteBoth32(ce[20..], (uint)ErBytes);
        return at + CeBytes;
    }

    /// <summary>PX: read-only for all; <paramref name="directories"/> is how many directories lie right in this one.</summary>
    internal static int WritePosixAttributes(Span<byte> destination, bool isDirectory, int directories)
    {
        Head(destination, "PX"u8, PxBytes);
        IsoFormat.WriteBoth32(destination[4..], isDirectory ? DirectoryMode : FileMode);
        IsoFormat.WriteBoth32(destination[12..], isDirectory ? (uint)(2 + directories) : 1);
        IsoFormat.WriteBoth32(destination[20..], 0);
        IsoFormat.WriteBoth32(destination[28..], 0);
        return PxBytes;
    }

    /// <summary>NM: the name as UTF-8, in one part.</summary>
    internal static int WriteName(Span<byte> destination, string name)
    {
        int length = NmBytes(name);
        Head(destination, "NM"u8, length);
        destination[4] = 0;
        Encoding.UTF8.GetBytes(name, destination[NmHeadBytes..]);
        return length;
    }

    /// <summary>ER (P1281 5.5): says that these are Rock Ridge entries.</summary>
    internal static int WriteExtensionReference(Span<byte> destination)
    {
        Head(destination, "ER"u8, ErBytes);
        destination[4] = (byte)Identifier.Length;
        destination[5] = (byte)Descriptor.Length;
        destination[6] = (byte)Source.Length;
        destination[7] = 1;
        Identifier.CopyTo(destination[8..]);
        Descriptor.CopyTo(destination[(8 + Identifier.Length)..]);
        Source.CopyTo(destination[(8 + Identifier.Length + Descriptor.Length)..]);
        return ErBytes;
    }

    /// <summary>The name in a record's system use area; null when it has none or is damaged.</summary>
    internal static string? FindName(ReadOnlySpan<byte> systemUse)
    {
        while (systemUse.Length >= 4)
        {
            int length = systemUse[2];
            if (length < 4 || length > systemUse.Length)
            {
                return null;
            }
            if (systemUse[..2].SequenceEqual("NM"u8) && length > NmHeadBytes && systemUse[4] == 0)
            {
                return Encoding.UTF8.GetString(systemUse[NmHeadBytes..length]);
            }
            systemUse = systemUse[length..];
        }
        return null;
    }

    private static void Head(Span<byte> destination, ReadOnlySpan<byte> signature, int length)
    {
        signature.CopyTo(destination);
        destination[2] = (byte)length;
        destination[3] = 1;
    }
}
