using System;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Code, length, value: how options 43 and 175 hold their sub-options (RFC 2132 8.4).</summary>
internal static class SubOptions
{
    private const byte Pad = 0;
    private const byte End = 255;

    /// <summary>Looks for one sub-option; damaged ones end the search.</summary>
    /// <returns>False when it is absent or reaches past the end.</returns>
    public static bool TryFind(ReadOnlySpan<byte> source, byte code, out ReadOnlySpan<byte> value)
    {
        value = default;
        while (!source.IsEmpty && source[0] != End)
        {
            if (source[0] == Pad)
            {
                source = source[1..];
                continue;
            }

            if (source.Length < 2 || source[1] > source.Length - 2)
            {
                return false;
            }

            if (source[0] == code)
            {
                value = source.Slice(2, source[1]);
                return true;
            }

            source = source[(2 + source[1])..];
        }

        return false;
    }
}
