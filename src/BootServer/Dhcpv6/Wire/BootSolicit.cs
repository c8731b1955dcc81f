using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Monitas.BootServer.Dhcpv6.Wire;

/// <summary>
/// A DHCPv6 SOLICIT (RFC 8415 8) of firmware that wants to start from the network.
/// <code>
/// type(1)=1 transaction(3) [code(2) length(2) data]*
/// 1  client identifier: who asks; goes back unchanged
/// 16 vendor class: enterprise(4) length(2) "PXEClient:Arch:00007:UNDI:003000" (or "HTTPClient:...")
/// </code>
/// </summary>
/// <param name="Transaction">24 bits.</param>
/// <param name="ClientIdentifier">The DUID.</param>
internal sealed record BootSolicit(int Transaction, byte[] ClientIdentifier)
{
    /// <summary>The longest DUID: a type and 128 bytes (RFC 8415 11.1).</summary>
    public const int MaximumDuidBytes = 130;

    private const byte Solicit = 1;
    private const int HeaderLength = 4;
    private const int ClassHeaderLength = 6;

    /// <summary>Reads a datagram.</summary>
    /// <returns>False when it is anything but such a SOLICIT, or damaged.</returns>
    public static bool TryParse(ReadOnlySpan<byte> message, [NotNullWhen(true)] out BootSolicit? solicit)
    {
        solicit = null;
        if (message.Length < HeaderLength || message[0] != Solicit)
        {
            return false;
        }

        ReadOnlySpan<byte> identifier = default;
        bool boots = false;
        for (ReadOnlySpan<byte> rest = message[HeaderLength..]; !rest.IsEmpty;)
        {
            int length = rest.Length < HeaderLength ? int.MaxValue : BinaryPrimitives.ReadUInt16BigEndian(rest[2..]);
            if (length > rest.Length - HeaderLength)
            {
                return false;
            }

            ReadOnlySpan<byte> data = rest.Slice(HeaderLength, length);
            switch ((Dhcpv6Option)BinaryPrimitives.ReadUInt16BigEndian(rest))
            {
                case Dhcpv6Option.ClientIdentifier when length is > 2 and <= MaximumDuidBytes:
                    identifier = data;
                    break;
                case Dhcpv6Option.VendorClass when length > ClassHeaderLength:
                    boots |= data[ClassHeaderLength..].StartsWith("PXEClient"u8) || data[ClassHeaderLength..].StartsWith("HTTPClient"u8);
                    break;
                default:
                    break;
            }

            rest = rest[(HeaderLength + length)..];
        }

        solicit = !identifier.IsEmpty && boots ? new BootSolicit((message[1] << 16) | BinaryPrimitives.ReadUInt16BigEndian(message[2..]), identifier.ToArray()) : null;
        return solicit is not null;
    }
}
