using System;
using System.Globalization;

namespace Monitas.BootServer.Boot;

/// <summary>A 48-bit Ethernet address: the name under which a machine without a system is known.</summary>
/// <param name="Value">The six bytes as a number, first byte on the wire highest; the upper 16 bits are zero.</param>
internal readonly record struct MacAddress(ulong Value)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 6;

    /// <summary>Reads the first six bytes of a span that has at least six.</summary>
    public static MacAddress FromBytes(ReadOnlySpan<byte> bytes)
    {
        ulong value = 0;
        foreach (byte part in bytes[..Length])
        {
            value = (value << 8) | part;
        }

        return new MacAddress(value);
    }

    /// <summary>Reads six pairs of hexadecimal digits with ':' or '-' between them (not mixed), or without any separator.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out MacAddress mac)
    {
        mac = default;
        bool separated = text.Length == 17;
        if (!separated && text.Length != 12)
        {
            return false;
        }

        char separator = separated ? text[2] : '\0';
        if (separated && separator is not (':' or '-'))
        {
            return false;
        }

        ulong value = 0;
        int stride = separated ? 3 : 2;
        for (int i = 0; i < Length; i++)
        {
            int at = i * stride;
            // The framework's parser takes NULs behind the digits for nothing.
            if ((separated && i > 0 && text[at - 1] != separator)
                || !char.IsAsciiHexDigit(text[at + 1])
                || !byte.TryParse(text.Slice(at, 2), NumberStyles.AllowHexSpecifier, null, out byte part))
            {
                return false;
            }

            value = (value << 8) | part;
        }

        mac = new MacAddress(value);
        return true;
    }

    /// <summary>Writes the six bytes in wire order.</summary>
    public void WriteTo(Span<byte> destination)
    {
        for (int i = 0; i < Length; i++)
        {
            destination[i] = (byte)((Value >> (8 * (Length - 1 - i))) & 0xff);
        }
    }

    /// <summary>Lower case with colons: "52:54:00:aa:bb:01".</summary>
    public override string ToString() => Format(':');

    /// <summary>Lower case with hyphens, as file names and URLs carry it: "52-54-00-aa-bb-01".</summary>
    public string ToHyphenString() => Format('-');

    private string Format(char separator)
    {
        Span<byte> bytes = stackalloc byte[Length];
        WriteTo(bytes);
        return $"{bytes[0]:x2}{separator}{bytes[1]:x2}{separator}{bytes[2]:x2}{separator}{bytes[3]:x2}{separator}{bytes[4]:x2}{separator}{bytes[5]:x2}";
    }
}
