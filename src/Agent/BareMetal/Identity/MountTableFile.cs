using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>/etc/fstab and /etc/crypttab of a system whose file systems were made anew by another plan. Pure.</summary>
internal static class MountTableFile
{
    private static readonly string[] LocalSources = ["UUID=", "LABEL=", "PARTUUID=", "PARTLABEL=", "/dev/"];

    /// <summary>
    /// The new table: the comments at the head, the new lines, and then what stays of the old ones in its order, since a swap file or a bind mount
    /// needs the new file systems. What names a local device goes, unless it is mounted by hand only (noauto); what takes a new line's mount point goes too.
    /// </summary>
    /// <param name="text">The restored /etc/fstab; empty when there was none.</param>
    /// <param name="lines">The new lines.</param>
    public static string Rewrite(string text, IReadOnlyList<MountTableLine> lines)
    {
        HashSet<string> taken = [.. lines.Select(l => l.MountPoint).Where(m => m != "none")];
        string[] old = text.TrimEnd('\n').Split('\n');
        string[] head = [.. old.TakeWhile(IsComment)];
        IEnumerable<string> added = lines.Select(l => string.Create(CultureInfo.InvariantCulture, $"{l.Source} {l.MountPoint} {l.Type} {l.Options} 0 {l.Pass}"));
        IEnumerable<string> all = [.. head.SkipWhile(l => l.Trim().Length == 0), .. added, .. old.Skip(head.Length).Where(l => !IsReplaced(l, taken))];
        return string.Concat(all.Select(l => l + "\n"));
    }

    /// <summary>The table of encrypted devices with each of its lines made a comment: none of these devices is there any more.</summary>
    public static string SetOutOfForce(string text) => string.Join('\n', text.Split('\n').Select(l => IsComment(l) ? l : "# not made by the prep: " + l));

    private static bool IsReplaced(string line, HashSet<string> taken)
    {
        string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        bool isByHand = words.Length >= 4 && words[3].Split(',').Contains("noauto");
        return !IsComment(line) && words.Length >= 2
            && (taken.Contains(words[1]) || (!isByHand && LocalSources.Any(s => words[0].Trim('"').StartsWith(s, StringComparison.Ordinal))));
    }

    private static bool IsComment(string line) => line.Trim() is "" or ['#', ..];
}
