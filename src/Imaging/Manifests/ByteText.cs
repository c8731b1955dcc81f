using System;

namespace Monitas.Imaging.Manifests;

/// <summary>Finds texts in bytes where A to Z count as a to z. Other letters are bytes like any others: names are not always UTF-8.</summary>
internal static class ByteText
{
    /// <summary>Is the text in the bytes?</summary>
    /// <param name="bytes">Where to look.</param>
    /// <param name="lower">The text, without A to Z. An empty one is everywhere.</param>
    internal static bool ContainsLower(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lower)
    {
        if (lower.IsEmpty)
        {
            return true;
        }
        byte first = lower[0];
        byte upper = first is >= (byte)'a' and <= (byte)'z' ? (byte)(first & ~0x20) : first;
        while (bytes.Length >= lower.Length)
        {
            int at = bytes[..^(lower.Length - 1)].IndexOfAny(first, upper);
            if (at < 0)
            {
                return false;
            }
            if (IsLower(bytes.Slice(at, lower.Length), lower))
            {
                return true;
            }
            bytes = bytes[(at + 1)..];
        }
        return false;
    }

    private static bool IsLower(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> lower)
    {
        for (int i = 0; i < lower.Length; i++)
        {
            byte value = bytes[i];
            if ((value is >= (byte)'A' and <= (byte)'Z' ? value | 0x20 : value) != lower[i])
            {
                return false;
            }
        }
        return true;
    }
}
