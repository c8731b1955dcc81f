using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// Option 119 (RFC 3397 2): domain names as DNS writes them (RFC 1035 3.1, 4.1.4). A name is a row of labels, each behind its length, and
/// ends with a zero byte or with a pointer (two bits 1, 14 bits offset) to a place further to the front where its rest stands.
/// </summary>
internal static class DomainNames
{
    private const int MaximumNameLength = 253;
    private const int MaximumLabelLength = 63;
    private const int MaximumNames = 64;
    private const byte PointerBits = 0xc0;
    private const int MaximumOffset = 0x3fff;

    /// <summary>Whether a text is a domain name: labels of letters, digits and inner hyphens, with dots between them.</summary>
    public static bool IsName(string text) => text.Length is > 0 and <= MaximumNameLength && text.Split('.').All(IsLabel);

    /// <summary>The option's value; ends that two names share stand in it once.</summary>
    /// <param name="names">Names as <see cref="IsName"/> accepts them.</param>
    public static byte[] ToBytes(IReadOnlyList<string> names)
    {
        List<byte> bytes = [];
        Dictionary<string, int> offsets = new(StringComparer.OrdinalIgnoreCase);
        foreach (string name in names)
        {
            Write(name, bytes, offsets);
        }

        return [.. bytes];
    }

    /// <summary>Reads the option's value.</summary>
    /// <returns>False when it is damaged: a label that is cut off, a pointer that does not lead to the front, a name that is too long.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out IReadOnlyList<string> names)
    {
        List<string> list = [];
        names = list;
        int at = 0;
        while (at < value.Length)
        {
            if (list.Count == MaximumNames || !TryReadName(value, ref at, out string name))
            {
                return false;
            }

            list.Add(name);
        }

        return true;
    }

    private static void Write(string name, List<byte> bytes, Dictionary<string, int> offsets)
    {
        string rest = name;
        while (rest.Length > 0)
        {
            if (offsets.TryGetValue(rest, out int offset))
            {
                bytes.Add((byte)(PointerBits | (offset >> 8)));
                bytes.Add((byte)(offset & 0xff));
                return;
            }

            if (bytes.Count <= MaximumOffset)
            {
                offsets[rest] = bytes.Count;
            }

            int dot = rest.IndexOf('.', StringComparison.Ordinal);
            string label = dot < 0 ? rest : rest[..dot];
            bytes.Add((byte)label.Length);
            bytes.AddRange(Encoding.ASCII.GetBytes(label));
            rest = dot < 0 ? "" : rest[(dot + 1)..];
        }

        bytes.Add(0);
    }

    private static bool TryReadName(ReadOnlySpan<byte> value, ref int at, out string name)
    {
        StringBuilder text = new();
        name = "";
        int position = at;
        int front = at;
        bool jumped = false;
        while (position < value.Length && text.Length <= MaximumNameLength)
        {
            int length = value[position];
            if (length == 0)
            {
                at = jumped ? at : position + 1;
                name = text.ToString();
                return true;
            }

            if ((length & PointerBits) == PointerBits)
            {
                // Each pointer must lead further to the front than the one before, so reading ends.
                int target = position + 1 < value.Length ? ((length & ~PointerBits) << 8) | value[position + 1] : front;
                if (target >= front)
                {
                    return false;
                }

                at = jumped ? at : position + 2;
                jumped = true;
                (position, front) = (target, target);
                continue;
            }

            if (length > MaximumLabelLength || length > value.Length - position - 1)
            {
                return false;
            }

            text.Append(text.Length > 0 ? "." : "").Append(Encoding.Latin1.GetString(value.Slice(position + 1, length)));
            position += 1 + length;
        }

        return false;
    }

    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= MaximumLabelLength && label[0] != '-' && label[^1] != '-' && label.All(c => char.IsAsciiLetterOrDigit(c) || c == '-');
}
