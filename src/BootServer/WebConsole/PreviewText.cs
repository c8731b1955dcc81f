using System;
using System.Globalization;
using System.Text;

namespace Monitas.BootServer.WebConsole;

/// <summary>The beginning of a file for people: as text where it is text, else as hexadecimal lines.</summary>
internal static class PreviewText
{
    private const int BytesInLine = 16;
    private const int MostHexBytes = 4096;

    /// <summary>Makes it.</summary>
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IndexOf((byte)0) < 0)
        {
            try
            {
                // Without the flush, a last character that is cut counts as not yet there.
                char[] text = new char[bytes.Length];
                int length = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder().GetChars(bytes, text, flush: false);
                return new string(text, 0, length);
            }
            catch (DecoderFallbackException)
            {
                // It is no UTF-8: shown as bytes.
            }
        }
        return Hex(bytes[..Math.Min(bytes.Length, MostHexBytes)]);
    }

    private static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (int at = 0; at < bytes.Length; at += BytesInLine)
        {
            ReadOnlySpan<byte> line = bytes[at..Math.Min(at + BytesInLine, bytes.Length)];
            text.Append(CultureInfo.InvariantCulture, $"{at:x8}  ");
            for (int i = 0; i < BytesInLine; i++)
            {
                text.Append(i < line.Length ? $"{line[i]:x2} " : "   ");
            }
            text.Append(' ');
            foreach (byte one in line)
            {
                text.Append(one is >= 0x20 and < 0x7F ? (char)one : '.');
            }
            text.Append('\n');
        }
        return text.ToString();
    }
}
