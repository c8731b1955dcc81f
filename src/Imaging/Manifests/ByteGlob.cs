using System;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Shell patterns over bytes: "*" any run without '/', "**" any run, "?" one byte but '/', "[a-c]" and "[!a-c]" one byte of a
/// set, "\" takes the next byte as it is. "**/" also matches nothing at all, so that "/a/**/b" takes "/a/b" in. Time is at most the
/// product of both lengths for each "**".
/// </summary>
public static class ByteGlob
{
    /// <summary>Has every '[' its ']', and every '\' something to take?</summary>
    public static bool IsWellFormed(ReadOnlySpan<byte> glob)
    {
        while (!glob.IsEmpty)
        {
            int length = glob[0] switch
            {
                (byte)'\\' => glob.Length >= 2 ? 2 : 0,
                (byte)'[' => SetLength(glob),
                _ => 1,
            };
            if (length == 0)
            {
                return false;
            }
            glob = glob[length..];
        }
        return true;
    }

    /// <summary>Does the whole text match? The glob must be well formed.</summary>
    public static bool IsMatch(ReadOnlySpan<byte> glob, ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> starGlob = default;
        ReadOnlySpan<byte> starText = default;
        bool star = false;
        while (!glob.IsEmpty || !text.IsEmpty)
        {
            if (glob.StartsWith("**"u8))
            {
                return MatchDeep(glob[2..], text) || (glob.StartsWith("**/"u8) && IsMatch(glob[3..], text));
            }
            if (!glob.IsEmpty && glob[0] == '*')
            {
                star = true;
                glob = glob[1..];
                starGlob = glob;
                starText = text;
            }
            else if (!glob.IsEmpty && !text.IsEmpty && MatchOne(glob, text[0], out int length))
            {
                glob = glob[length..];
                text = text[1..];
            }
            else if (star && !starText.IsEmpty && starText[0] != '/')
            {
                starText = starText[1..];
                glob = starGlob;
                text = starText;
            }
            else
            {
                return false;
            }
        }
        return true;
    }

    private static bool MatchDeep(ReadOnlySpan<byte> rest, ReadOnlySpan<byte> text)
    {
        for (int skip = 0; skip <= text.Length; skip++)
        {
            if (IsMatch(rest, text[skip..]))
            {
                return true;
            }
        }
        return false;
    }

    private static bool MatchOne(ReadOnlySpan<byte> glob, byte value, out int length)
    {
        length = 1;
        switch (glob[0])
        {
            case (byte)'?':
                return value != '/';
            case (byte)'\\':
                length = 2;
                return glob[1] == value;
            case (byte)'[':
                length = SetLength(glob);
                return value != '/' && InSet(glob[1..(length - 1)], value);
            default:
                return glob[0] == value;
        }
    }

    /// <summary>The length of a set with its brackets; 0 when it is not closed. A ']' right at the begin belongs to the set.</summary>
    private static int SetLength(ReadOnlySpan<byte> glob)
    {
        int first = glob.Length > 1 && glob[1] == '!' ? 3 : 2;
        if (glob.Length <= first)
        {
            return 0;
        }
        int end = glob[first..].IndexOf((byte)']');
        return end < 0 ? 0 : first + end + 1;
    }

    private static bool InSet(ReadOnlySpan<byte> set, byte value)
    {
        bool inverse = set[0] == '!';
        set = inverse ? set[1..] : set;
        bool found = false;
        for (int i = 0; i < set.Length; i++)
        {
            if (i + 2 < set.Length && set[i + 1] == '-')
            {
                found |= value >= set[i] && value <= set[i + 2];
                i += 2;
            }
            else
            {
                found |= set[i] == value;
            }
        }
        return found != inverse;
    }
}
