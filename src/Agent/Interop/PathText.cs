using System;
using System.Buffers;
using System.Text;

namespace Monitas.Agent.Interop;

/// <summary>Makes names, which are bytes, fit to be shown. The text is for eyes only: it is never turned back into a name.</summary>
internal static class PathText
{
    /// <summary>The name as text; control characters and bytes that are not UTF-8 become \xNN.</summary>
    internal static string Show(ReadOnlySpan<byte> name)
    {
        StringBuilder text = new(name.Length);
        while (!name.IsEmpty)
        {
            OperationStatus status = Rune.DecodeFromUtf8(name, out Rune rune, out int length);
            if (status == OperationStatus.Done && !Rune.IsControl(rune))
            {
                text.Append(rune.ToString());
            }
            else
            {
                AppendHexadecimal(text, name[..length]);
            }
            name = name[length..];
        }
        return text.ToString();
    }

    private static void AppendHexadecimal(StringBuilder text, ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            text.Append("\\x").Append(value.ToString("x2"));
        }
    }
}
