using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.Agent.Disks.Wire;

/// <summary>A subvolume as "btrfs subvolume list" tells it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">The id of the subvolume that it lies in; 5 is the top.</param>
/// <param name="IsSnapshot">Was it made as a snapshot of another, or received?</param>
/// <param name="Path">The path from the top, without a slash in front.</param>
internal sealed record BtrfsSubvolume(long Id, long ParentId, bool IsSnapshot, string Path);

/// <summary>Reads what the program btrfs tells about a mounted file system.</summary>
internal static class BtrfsText
{
    /// <summary>The mark in front of a path that does not lie below the mount point asked about.</summary>
    private const string TopMark = "<FS_TREE>/";

    /// <summary>Reads "btrfs subvolume list -a -p -q -R MOUNTPOINT", the lowest id first; other lines are passed over.</summary>
    public static IReadOnlyList<BtrfsSubvolume> Subvolumes(string text)
    {
        List<BtrfsSubvolume> subvolumes = [];
        foreach (string line in text.Split('\n'))
        {
            int path = line.IndexOf(" path ", StringComparison.Ordinal);
            string[] words = path < 0 ? [] : line[..path].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0 || words[0] != "ID" || !long.TryParse(After(words, "ID"), NumberStyles.None, CultureInfo.InvariantCulture, out long id)
                || !long.TryParse(After(words, "parent"), NumberStyles.None, CultureInfo.InvariantCulture, out long parent))
            {
                continue;
            }

            string name = line[(path + " path ".Length)..];
            name = name.StartsWith(TopMark, StringComparison.Ordinal) ? name[TopMark.Length..] : name;
            subvolumes.Add(new BtrfsSubvolume(id, parent, After(words, "parent_uuid") is not ("-" or "") || After(words, "received_uuid") is not ("-" or ""), name));
        }

        return [.. subvolumes.OrderBy(s => s.Id)];
    }

    /// <summary>Reads "btrfs subvolume get-default MOUNTPOINT": the path, empty for the top.</summary>
    public static string DefaultSubvolume(string text)
    {
        string line = text.Split('\n')[0];
        int path = line.IndexOf(" path ", StringComparison.Ordinal);
        return path < 0 ? "" : line[(path + " path ".Length)..].Replace(TopMark, "", StringComparison.Ordinal);
    }

    /// <summary>Reads "btrfs filesystem show MOUNTPOINT": the nodes in the order of their device ids.</summary>
    public static IReadOnlyList<string> Devices(string text) =>
        [.. text.Split('\n').Select(l => l.Trim()).Where(l => l.StartsWith("devid", StringComparison.Ordinal) && l.Contains(" path /", StringComparison.Ordinal))
            .Select(l => l[(l.IndexOf(" path /", StringComparison.Ordinal) + " path ".Length)..])];

    /// <summary>Reads "btrfs filesystem df MOUNTPOINT": the profile of "Data" or "Metadata" as mkfs.btrfs takes it; empty when it is not told.</summary>
    public static string Profile(string text, string kind)
    {
        string line = text.Split('\n').FirstOrDefault(l => l.StartsWith(kind + ", ", StringComparison.Ordinal), "");
        return line.Length == 0 ? "" : line[(kind.Length + 2)..].Split(':')[0].Trim().ToLowerInvariant();
    }

    /// <summary>Reads "btrfs inspect-internal dump-super NODE": the value of a line such as "nodesize 16384"; empty when there is none.</summary>
    public static string SuperValue(string text, string name) =>
        text.Split('\n').Select(l => l.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries)).FirstOrDefault(w => w.Length == 2 && w[0] == name)?[1].Trim() ?? "";

    /// <summary>The names of the flags that a superblock lists between parentheses: "NO_HOLES", "FREE_SPACE_TREE" ...</summary>
    public static IReadOnlyList<string> Flags(string text) =>
        [.. text.Split('\n').Select(l => l.Trim(' ', '\t', '(', ')', '|')).Where(w => w.Length > 2 && w.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c) || c == '_'))];

    private static string After(string[] words, string name)
    {
        int at = Array.IndexOf(words, name);
        return at >= 0 && at + 1 < words.Length ? words[at + 1] : "";
    }
}
