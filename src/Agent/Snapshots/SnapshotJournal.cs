using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Monitas.Imaging.Stores;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// What a backup is about to make, written down and made durable before it is made: lines "kind name", with "%0A" for a control character or
/// "%" in the name. So nothing is forgotten when the agent is killed or the machine loses its power.
/// </summary>
/// <param name="file">The file; its directory must be there.</param>
internal sealed class SnapshotJournal(string file)
{
    /// <summary>What was written down, the newest first; empty when nothing is left over.</summary>
    internal List<SnapshotLeftover> Read()
    {
        List<SnapshotLeftover> leftovers = [];
        foreach (string line in File.Exists(file) ? File.ReadAllText(file).Split('\n') : [])
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0)
            {
                leftovers.Insert(0, new SnapshotLeftover(line[..space], Decode(line[(space + 1)..])));
            }
        }
        return leftovers;
    }

    /// <summary>Writes one more down.</summary>
    /// <exception cref="IOException">It cannot be written: then nothing may be made.</exception>
    internal void Add(SnapshotLeftover leftover)
    {
        using FileStream stream = new(file, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Line(leftover));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Keeps only what could not be removed (the newest first). Whenever this is cut short, the file tells of no less than that.</summary>
    internal void Replace(IReadOnlyList<SnapshotLeftover> leftovers)
    {
        if (leftovers.Count == 0)
        {
            File.Delete(file);
            return;
        }
        string fresh = file + ".new";
        using (FileStream stream = new(fresh, FileMode.Create, FileAccess.Write))
        {
            for (int i = leftovers.Count - 1; i >= 0; i--)
            {
                stream.Write(Line(leftovers[i]));
            }
            stream.Flush(flushToDisk: true);
        }
        File.Move(fresh, file, overwrite: true);
        DirectorySync.Flush(Path.GetDirectoryName(Path.GetFullPath(file))!);
    }

    private static byte[] Line(SnapshotLeftover leftover)
    {
        StringBuilder line = new(leftover.Kind + " ");
        foreach (char letter in leftover.Name)
        {
            line.Append(letter < ' ' || letter is '%' or '\x7f' ? string.Create(CultureInfo.InvariantCulture, $"%{(int)letter:X2}") : letter.ToString());
        }
        return Encoding.UTF8.GetBytes(line.Append('\n').ToString());
    }

    private static string Decode(string text)
    {
        StringBuilder name = new();
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '%' && i + 2 < text.Length && byte.TryParse(text.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte letter))
            {
                name.Append((char)letter);
                i += 2;
            }
            else
            {
                name.Append(text[i]);
            }
        }
        return name.ToString();
    }
}
