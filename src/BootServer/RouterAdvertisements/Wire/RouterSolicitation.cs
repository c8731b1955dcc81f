using System;
using System.Net;
using Monitas.BootServer.Boot;

namespace Monitas.BootServer.RouterAdvertisements.Wire;

/// <summary>
/// ICMPv6 router solicitation (RFC 4861 4.1).
/// <code>
/// type(1)=133 code(1)=0 checksum(2) reserved(4) [type(1) length(1, in 8 bytes) data]*
/// </code>
/// </summary>
internal static class RouterSolicitation
{
    private const byte Type = 133;
    private const byte SourceLinkLayerAddress = 1;
    private const int HeaderLength = 8;

    /// <summary>
    /// Reads whose solicitation it is: the source link-layer address option, else the link-local source. iPXE tells it in
    /// both ways.
    /// </summary>
    /// <param name="message">The ICMPv6 message.</param>
    /// <param name="source">Where it came from.</param>
    /// <param name="mac">The asker.</param>
    /// <returns>False when it is no solicitation, is damaged, or does not tell its sender.</returns>
    public static bool TryReadSender(ReadOnlySpan<byte> message, IPAddress source, out MacAddress mac)
    {
        mac = default;
        if (message.Length < HeaderLength || message[0] != Type || message[1] != 0)
        {
            return false;
        }

        for (ReadOnlySpan<byte> options = message[HeaderLength..]; !options.IsEmpty; options = options[(8 * options[1])..])
        {
            // RFC 4861 4.6: a length of zero makes the whole message void.
            if (options.Length < 8 || options[1] == 0 || 8 * options[1] > options.Length)
            {
                return false;
            }

            if (options[0] == SourceLinkLayerAddress)
            {
                mac = MacAddress.FromBytes(options[2..]);
                return true;
            }
        }

        return LinkLocal.TryReadMac(source, out mac);
    }
}
