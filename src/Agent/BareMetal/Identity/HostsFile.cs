using System;
using System.Linq;
using System.Text;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>The names in /etc/hosts (hosts(5)) when a machine gets another name. Pure.</summary>
internal static class HostsFile
{
    /// <summary>The file with the old name, alone or before its domain, replaced by the new one; all else stays as it is, to the blank.</summary>
    /// <param name="text">The file.</param>
    /// <param name="oldName">The old host name; empty when there was none, and then nothing changes.</param>
    /// <param name="newName">The new host name.</param>
    public static string Rename(string text, string oldName, string newName)
    {
        string old = Short(oldName);
        return old.Length == 0 ? text : string.Join('\n', text.Split('\n').Select(line => Line(line, old, newName)));
    }

    private static string Line(string line, string old, string newName)
    {
        int end = line.IndexOf('#', StringComparison.Ordinal) is var comment and >= 0 ? comment : line.Length;
        StringBuilder changed = new();
        int words = 0;
        for (int i = 0; i < end;)
        {
            int start = i;
            bool blank = line[i] is ' ' or '\t';
            while (i < end && (line[i] is ' ' or '\t') == blank)
            {
                i++;
            }

            string word = line[start..i];

            // The first word is the address.
            changed.Append(!blank && words++ > 0 ? Word(word, old, newName) : word);
        }

        return changed.Append(line.AsSpan(end)).ToString();
    }

    private static string Word(string word, string old, string newName) =>
        word.Equals(old, StringComparison.OrdinalIgnoreCase) ? Short(newName)
        : word.StartsWith(old + ".", StringComparison.OrdinalIgnoreCase) ? newName.Contains('.', StringComparison.Ordinal) ? newName : newName + word[old.Length..]
        : word;

    private static string Short(string name) => name.Split('.')[0];
}
