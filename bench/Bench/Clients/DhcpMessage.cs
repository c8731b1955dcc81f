using System;
using System.Buffers.Binary;
using System.Net;

namespace Monitas.Bench.Clients;

/// <summary>What a DHCP client behind a relay sends and understands (RFC 2131 2, RFC 2132). The bench shares no code with the server.</summary>
internal static class DhcpMessage
{
    public const byte Discover = 1;
    public const byte Offer = 2;
    public const byte Request = 3;
    public const byte Ack = 5;

    /// <summary>Room for each message that is written here.</summary>
    public const int MaximumBytes = 576;

    private const int OptionsOffset = 240;
    private const uint Cookie = 0x63825363;

    /// <summary>Writes a DISCOVER, or a REQUEST for what was offered.</summary>
    /// <returns>The length in bytes.</returns>
    public static int Write(Span<byte> packet, byte type, uint xid, int client, IPAddress relay, ReadOnlySpan<byte> address, ReadOnlySpan<byte> server, bool isNetboot)
    {
        packet.Clear();
        (packet[0], packet[1], packet[2], packet[3]) = (1, 1, 6, 1);
        BinaryPrimitives.WriteUInt32BigEndian(packet[4..], xid);
        relay.TryWriteBytes(packet[24..], out _);
        // Locally administered.
        (packet[28], packet[29]) = (0x02, 0x4d);
        BinaryPrimitives.WriteInt32BigEndian(packet[30..], client);
        BinaryPrimitives.WriteUInt32BigEndian(packet[236..], Cookie);
        int at = Add(packet, OptionsOffset, 53, [type]);
        at = Add(packet, at, 55, [1, 3, 6, 15, 51, 54, 60, 66, 67]);
        at = Add(packet, at, 57, [5, 192]);
        if (type == Request)
        {
            at = Add(packet, at, 50, address);
            at = Add(packet, at, 54, server);
        }

        if (isNetboot)
        {
            // UEFI x64 as OVMF sends it (RFC 4578 2).
            at = Add(packet, at, 60, "PXEClient:Arch:00007:UNDI:003016"u8);
            at = Add(packet, at, 93, [0, 7]);
            at = Add(packet, at, 94, [1, 3, 16]);
            at = Add(packet, at, 97, [0, .. "bench-client"u8, .. packet.Slice(30, 4)]);
        }

        packet[at++] = 255;
        return Math.Max(at, 300);
    }

    /// <summary>Reads a reply: whose it is, its type, the address, the server's identifier (option 54).</summary>
    public static bool TryRead(ReadOnlySpan<byte> packet, out uint xid, out byte type, out ReadOnlySpan<byte> address, out ReadOnlySpan<byte> server)
    {
        xid = 0;
        type = 0;
        address = default;
        server = default;
        if (packet.Length < OptionsOffset || packet[0] != 2)
        {
            return false;
        }

        xid = BinaryPrimitives.ReadUInt32BigEndian(packet[4..]);
        address = packet.Slice(16, 4);
        for (int at = OptionsOffset; at + 1 < packet.Length && packet[at] != 255; at += packet[at] == 0 ? 1 : 2 + packet[at + 1])
        {
            if (packet[at] == 53 && at + 2 < packet.Length)
            {
                type = packet[at + 2];
            }
            else if (packet[at] == 54 && at + 6 <= packet.Length)
            {
                server = packet.Slice(at + 2, 4);
            }
        }

        return type != 0 && server.Length == 4;
    }

    private static int Add(Span<byte> packet, int at, byte code, ReadOnlySpan<byte> value)
    {
        packet[at] = code;
        packet[at + 1] = (byte)value.Length;
        value.CopyTo(packet[(at + 2)..]);
        return at + 2 + value.Length;
    }
}
