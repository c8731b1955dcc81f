using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.Tftp.Wire;

/// <summary>The datagrams that a server sends and the short ones that it reads (RFC 1350 5, RFC 2347).</summary>
internal static class TftpPackets
{
    /// <summary>Opcode and block number of DATA, in bytes.</summary>
    public const int DataHeaderLength = 4;

    /// <summary>Writes opcode and number of a DATA datagram; the caller puts the content behind it.</summary>
    /// <param name="destination">At least four bytes.</param>
    /// <param name="block">Counted from 1 without end; the wire has its low 16 bits, so 65535 is followed by 0.</param>
    public static void WriteDataHeader(Span<byte> destination, long block)
    {
        BinaryPrimitives.WriteUInt16BigEndian(destination, (ushort)TftpOpcode.Data);
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], (ushort)(block & 0xffff));
    }

    /// <summary>ERROR: opcode, code, text, NUL.</summary>
    public static byte[] Error(TftpErrorCode code, string text)
    {
        byte[] packet = new byte[5 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)TftpOpcode.Error);
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)code);
        Encoding.Latin1.GetBytes(text, packet.AsSpan(4));
        return packet;
    }

    /// <summary>OACK: opcode and the options taken, each name and value with its NUL.</summary>
    public static byte[] OptionAcknowledgment(IReadOnlyList<KeyValuePair<string, string>> options)
    {
        StringBuilder text = new();
        foreach ((string name, string value) in options)
        {
            text.Append(name).Append('\0').Append(value).Append('\0');
        }

        byte[] packet = new byte[2 + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(packet, (ushort)TftpOpcode.OptionAcknowledgment);
        Encoding.Latin1.GetBytes(text.ToString(), packet.AsSpan(2));
        return packet;
    }

    /// <summary>Reads an ACK's block number.</summary>
    public static bool TryReadAcknowledgment(ReadOnlySpan<byte> source, out ushort block)
    {
        block = 0;
        if (source.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(source) != (ushort)TftpOpcode.Acknowledgment)
        {
            return false;
        }

        block = BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        return true;
    }

    /// <summary>Reads an ERROR; a missing NUL is forgiven, and control characters become '?'.</summary>
    public static bool TryReadError(ReadOnlySpan<byte> source, out TftpErrorCode code, out string text)
    {
        (code, text) = (default, "");
        if (source.Length < 4 || BinaryPrimitives.ReadUInt16BigEndian(source) != (ushort)TftpOpcode.Error)
        {
            return false;
        }

        code = (TftpErrorCode)BinaryPrimitives.ReadUInt16BigEndian(source[2..]);
        ReadOnlySpan<byte> message = source[4..];
        int end = message.IndexOf((byte)0);
        text = WireText.Shown(Encoding.Latin1.GetString(end < 0 ? message : message[..end]));
        return true;
    }
}
