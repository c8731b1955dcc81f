using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;

namespace Monitas.Bench.Clients;

/// <summary>What a reading client of TFTP sends and understands (RFC 1350 5, RFC 2347, RFC 2348, RFC 2349, RFC 7440). The bench shares no code with the server.</summary>
internal static class TftpPacket
{
    public const ushort Data = 3;
    public const ushort Acknowledgement = 4;
    public const ushort Error = 5;
    public const ushort OptionAcknowledgement = 6;

    /// <summary>Opcode and block number in front of a block.</summary>
    public const int HeaderBytes = 4;

    private const ushort ReadRequest = 1;

    /// <summary>A read request in octet mode. A window of one block is not asked for: that is TFTP without the option.</summary>
    public static byte[] Request(string name, int blockBytes, int windowBlocks)
    {
        string options = $"tsize\0000\0blksize\0{blockBytes}\0" + (windowBlocks > 1 ? $"windowsize\0{windowBlocks}\0" : "");
        return [0, (byte)ReadRequest, .. Encoding.ASCII.GetBytes($"{name}\0octet\0{options}")];
    }

    /// <summary>Writes an acknowledgement; the number wraps after 65535.</summary>
    public static void WriteAcknowledgement(Span<byte> packet, long block)
    {
        BinaryPrimitives.WriteUInt16BigEndian(packet, Acknowledgement);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], unchecked((ushort)block));
    }

    public static ushort Opcode(ReadOnlySpan<byte> packet) => packet.Length < HeaderBytes ? (ushort)0 : BinaryPrimitives.ReadUInt16BigEndian(packet);

    public static ushort Block(ReadOnlySpan<byte> packet) => BinaryPrimitives.ReadUInt16BigEndian(packet[2..]);

    /// <summary>The options of an OACK with lower-case names.</summary>
    public static Dictionary<string, int> Options(ReadOnlySpan<byte> packet)
    {
        string[] words = Encoding.ASCII.GetString(packet[2..]).Split('\0');
        return Enumerable.Range(0, words.Length / 2)
            .Where(i => int.TryParse(words[(2 * i) + 1], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .ToDictionary(i => words[2 * i].ToLowerInvariant(), i => int.Parse(words[(2 * i) + 1], CultureInfo.InvariantCulture));
    }

    public static string ErrorText(ReadOnlySpan<byte> packet) => Encoding.ASCII.GetString(packet[HeaderBytes..]).TrimEnd('\0');
}
