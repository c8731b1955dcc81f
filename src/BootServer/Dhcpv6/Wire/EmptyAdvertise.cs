using System;
using System.Buffers.Binary;

namespace Monitas.BootServer.Dhcpv6.Wire;

/// <summary>
/// The DHCPv6 ADVERTISE (RFC 8415 8) that says "there is nothing for you, and do not wait for others".
/// <code>
/// type(1)=2 transaction(3) | 1, client's DUID | 2, server's DUID | 7, preference 255
/// </code>
/// Without an address and without a boot file URL (option 59) firmware gives its attempt by IPv6 up at once.
/// </summary>
internal static class EmptyAdvertise
{
    private const byte Advertise = 2;
    private const byte HighestPreference = 255;

    /// <summary>The answer to a SOLICIT.</summary>
    public static byte[] ToBytes(BootSolicit solicit, ReadOnlySpan<byte> serverDuid)
    {
        byte[] message = new byte[4 + 4 + solicit.ClientIdentifier.Length + 4 + serverDuid.Length + 5];
        BinaryPrimitives.WriteInt32BigEndian(message, (Advertise << 24) | solicit.Transaction);
        Span<byte> rest = message.AsSpan(4);
        Write(ref rest, Dhcpv6Option.ClientIdentifier, solicit.ClientIdentifier);
        Write(ref rest, Dhcpv6Option.ServerIdentifier, serverDuid);
        Write(ref rest, Dhcpv6Option.Preference, [HighestPreference]);
        return message;
    }

    private static void Write(ref Span<byte> rest, Dhcpv6Option code, ReadOnlySpan<byte> data)
    {
        BinaryPrimitives.WriteUInt16BigEndian(rest, (ushort)code);
        BinaryPrimitives.WriteUInt16BigEndian(rest[2..], (ushort)data.Length);
        data.CopyTo(rest[4..]);
        rest = rest[(4 + data.Length)..];
    }
}
