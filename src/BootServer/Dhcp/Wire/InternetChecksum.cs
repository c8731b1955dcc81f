using System;
using System.Buffers.Binary;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>The checksum of IPv4, ICMP and UDP (RFC 1071).</summary>
internal static class InternetChecksum
{
    /// <summary>The one's complement of the one's complement sum of all 16-bit words.</summary>
    /// <param name="bytes">What it covers, its own field zero; at most 64 KiB.</param>
    /// <param name="more">Added to the sum: the numbers of a pseudo header.</param>
    public static ushort Of(ReadOnlySpan<byte> bytes, uint more = 0)
    {
        uint sum = more;
        for (; bytes.Length >= 2; bytes = bytes[2..])
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        }

        sum += bytes.IsEmpty ? 0 : (uint)bytes[0] << 8;
        sum = (sum & 0xffff) + (sum >> 16);
        return (ushort)(0xffff ^ ((sum & 0xffff) + (sum >> 16)));
    }
}
