using System;
using System.Diagnostics.CodeAnalysis;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// What a search looks for in paths: a text that is part of the path, or a shell pattern when it has one of "*?[". A pattern without '/' is compared
/// with the last name of a path, one with '/' with the whole path; see <see cref="ByteGlob"/>. Immutable.
/// </summary>
public sealed class PathPattern
{
    private PathPattern(byte[] text, bool isGlob, bool ignoresCase)
    {
        Text = ignoresCase ? ToLower(text) : text;
        IsGlob = isGlob;
        IgnoresCase = ignoresCase;
        IsOfNames = isGlob && !text.AsSpan().Contains((byte)'/');
        Literal = isGlob ? LongestLiteral(Text) : Text;
    }

    /// <summary>The text; in lower case when case is ignored.</summary>
    internal byte[] Text { get; }

    /// <summary>Is it a shell pattern?</summary>
    internal bool IsGlob { get; }

    /// <summary>Is it compared with the last name only?</summary>
    internal bool IsOfNames { get; }

    /// <summary>Do A to Z count as a to z?</summary>
    internal bool IgnoresCase { get; }

    /// <summary>A text that is in everything that matches, to pass most paths by quickly; may be empty.</summary>
    internal byte[] Literal { get; }

    /// <summary>Reads a pattern; false with what is wrong, in words.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, bool ignoreCase, [NotNullWhen(true)] out PathPattern? pattern, out string why)
    {
        pattern = null;
        bool isGlob = text.IndexOfAny("*?["u8) >= 0;
        why = text.IsEmpty ? "it is empty"
            : text.Contains((byte)0) ? "it has a zero byte, which no name has"
            : isGlob && !ByteGlob.IsWellFormed(text) ? "a '[' has no ']', or a '\\' nothing behind it"
            : "";
        if (why.Length == 0)
        {
            pattern = new PathPattern(text.ToArray(), isGlob, ignoreCase);
        }
        return pattern is not null;
    }

    /// <summary>Turns A to Z into a to z.</summary>
    internal static void ToLower(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            byte value = source[i];
            destination[i] = value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
        }
    }

    private static byte[] ToLower(byte[] text)
    {
        byte[] lower = new byte[text.Length];
        ToLower(text, lower);
        return lower;
    }

    private static byte[] LongestLiteral(ReadOnlySpan<byte> glob)
    {
        ReadOnlySpan<byte> longest = default;
        while (!glob.IsEmpty)
        {
            int length = glob.IndexOfAny("*?[\\"u8);
            length = length < 0 ? glob.Length : length;
            if (length > longest.Length && !IsTail(glob[..length]))
            {
                longest = glob[..length];
            }
            glob = glob[length..];
            glob = glob.IsEmpty ? glob : glob[SpecialLength(glob)..];
        }
        return longest.ToArray();

        // "**/" matches nothing at all too, so a '/' behind "**" need not be there.
        static bool IsTail(ReadOnlySpan<byte> literal) => literal[0] == '/';
    }

    private static int SpecialLength(ReadOnlySpan<byte> glob) => glob[0] switch
    {
        (byte)'\\' => 2,
        (byte)'[' => SetLength(glob),
        _ => 1,
    };

    /// <summary>As in <see cref="ByteGlob"/>: a ']' right at the begin belongs to the set.</summary>
    private static int SetLength(ReadOnlySpan<byte> glob)
    {
        int first = glob[1] == '!' ? 3 : 2;
        return first + glob[first..].IndexOf((byte)']') + 1;
    }
}
