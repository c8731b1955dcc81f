using System;
using System.Text;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Absolute paths as bytes. Their order is the plain order of all bytes of the path, as memcmp has it: "/a" &lt; "/a-b" &lt; "/a/b",
/// since '-' is 0x2D and '/' is 0x2F. All that is below a directory stands together; other names may stand between it and them.
/// </summary>
public static class BytePath
{
    /// <summary>No path is longer, in bytes.</summary>
    public const int MaxLength = 65535;

    /// <summary>Below, at or above zero as <paramref name="left"/> comes before, is, or comes after <paramref name="right"/>.</summary>
    public static int Compare(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) => left.SequenceCompareTo(right);

    /// <summary>Is the path somewhere below the directory? Nothing is below itself.</summary>
    public static bool IsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        directory is [(byte)'/']
            ? path.Length > 1 && path[0] == '/'
            : path.Length > directory.Length + 1 && path[directory.Length] == '/' && path.StartsWith(directory);

    /// <summary>
    /// Is it "/" or made of "/name" parts, where no name is empty, "." or ".." and none has a zero byte? Only such paths may be
    /// written below a restore's target.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> path)
    {
        if (path.Length is 0 or > MaxLength || path[0] != '/' || path.Contains((byte)0))
        {
            return false;
        }
        if (path.Length == 1)
        {
            return true;
        }
        foreach (Range part in path[1..].Split((byte)'/'))
        {
            if (path[1..][part] is [] or [(byte)'.'] or [(byte)'.', (byte)'.'])
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>
    /// The path as text for people: UTF-8 where it is, and \xNN for bytes that are not or that would move the cursor. For
    /// showing only; it cannot be turned back.
    /// </summary>
    public static string ToDisplay(ReadOnlySpan<byte> path)
    {
        StringBuilder text = new(path.Length);
        while (!path.IsEmpty)
        {
            bool sound = Rune.DecodeFromUtf8(path, out Rune rune, out int used) == System.Buffers.OperationStatus.Done
                && !Rune.IsControl(rune);
            if (sound)
            {
                text.Append(rune);
            }
            else
            {
                foreach (byte value in path[..used])
                {
                    text.Append("\\x").Append(value.ToString("x2"));
                }
            }
            path = path[used..];
        }
        return text.ToString();
    }
}
