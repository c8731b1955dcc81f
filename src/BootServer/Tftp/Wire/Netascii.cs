using System;

namespace Monitas.BootServer.Tftp.Wire;

/// <summary>Text as netascii has it (RFC 1350 1, RFC 764): LF becomes CR LF, a lone CR becomes CR NUL.</summary>
internal static class Netascii
{
    private const byte CarriageReturn = 13;
    private const byte LineFeed = 10;

    /// <summary>Converts a file; at most twice as long as the source.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> source)
    {
        byte[] encoded = new byte[source.Length + source.Count(LineFeed) + source.Count(CarriageReturn)];
        int at = 0;
        foreach (byte part in source)
        {
            if (part == LineFeed)
            {
                encoded[at++] = CarriageReturn;
            }

            encoded[at++] = part;
            if (part == CarriageReturn)
            {
                encoded[at++] = 0;
            }
        }

        return encoded;
    }
}
