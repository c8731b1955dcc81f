using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Monitas.BootServer.Tftp.Wire;

/// <summary>
/// A read or write request (RFC 1350 5, RFC 2347). All texts are Latin-1 and end in NUL.
/// <code>
/// opcode(2) file NUL mode NUL [option NUL value NUL]*
/// </code>
/// </summary>
/// <param name="IsWrite">WRQ rather than RRQ.</param>
/// <param name="FileName">As it was sent.</param>
/// <param name="Mode">How bytes are to travel.</param>
/// <param name="Options">Names in lower case with their values, in the order sent; of a repeated name only the first (RFC 2347: once each).</param>
internal sealed record TftpRequest(bool IsWrite, string FileName, TftpMode Mode, IReadOnlyList<KeyValuePair<string, string>> Options)
{
    /// <summary>Longer datagrams are refused unread, in bytes. RFC 2347 asks for 512 at most; some clients exceed it with long paths.</summary>
    public const int MaximumLength = 1500;

    /// <summary>Reads one datagram; nothing of the source is kept.</summary>
    public static bool TryParse(ReadOnlySpan<byte> source, [NotNullWhen(true)] out TftpRequest? request, out TftpParseError why)
    {
        request = null;
        why = CheckStart(source);
        if (why != TftpParseError.None)
        {
            return false;
        }

        bool isWrite = source[1] == (byte)TftpOpcode.WriteRequest;
        source = source[2..];
        if (!TryTakeText(ref source, out string fileName) || !TryTakeText(ref source, out string modeText))
        {
            why = TftpParseError.Unterminated;
            return false;
        }

        bool netascii = modeText.Equals("netascii", StringComparison.OrdinalIgnoreCase);
        if (fileName.Length == 0 || (!netascii && !modeText.Equals("octet", StringComparison.OrdinalIgnoreCase)))
        {
            why = fileName.Length == 0 ? TftpParseError.NoFileName : TftpParseError.UnknownMode;
            return false;
        }

        if (!TryReadOptions(source, out List<KeyValuePair<string, string>> options))
        {
            why = TftpParseError.Unterminated;
            return false;
        }

        request = new TftpRequest(isWrite, fileName, netascii ? TftpMode.Netascii : TftpMode.Octet, options);
        return true;
    }

    private static TftpParseError CheckStart(ReadOnlySpan<byte> source) => source switch
    {
        { Length: < 2 } => TftpParseError.TooShort,
        { Length: > MaximumLength } => TftpParseError.TooLong,
        [0, (byte)TftpOpcode.ReadRequest or (byte)TftpOpcode.WriteRequest, ..] => TftpParseError.None,
        _ => TftpParseError.NotRequest,
    };

    private static bool TryReadOptions(ReadOnlySpan<byte> source, out List<KeyValuePair<string, string>> options)
    {
        options = [];
        while (!source.IsEmpty)
        {
            if (!TryTakeText(ref source, out string name))
            {
                return false;
            }

            // Some ROMs fill the datagram up with NULs.
            if (name.Length == 0)
            {
                return source.IndexOfAnyExcept((byte)0) < 0;
            }

            if (!TryTakeText(ref source, out string value))
            {
                return false;
            }

            name = name.ToLowerInvariant();
            if (!options.Exists(option => option.Key == name))
            {
                options.Add(new(name, value));
            }
        }

        return true;
    }

    private static bool TryTakeText(ref ReadOnlySpan<byte> source, out string text)
    {
        int end = source.IndexOf((byte)0);
        if (end < 0)
        {
            text = "";
            return false;
        }

        text = Encoding.Latin1.GetString(source[..end]);
        source = source[(end + 1)..];
        return true;
    }
}
