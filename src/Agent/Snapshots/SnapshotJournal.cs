using System;
using System.Collections.Generic;
using System.IO;
using System.Text;

namespace Monitas.Agent.Snapshots;

/// <summary>
/// What a backup is about to make, written down and made durable before it is made: lines "kind name". So nothing is forgotten when the agent is
/// killed or the machine loses its power.
/// </summary>
/// <param name="file">The file; its directory must be there.</param>
internal sealed class SnapshotJournal(string file)
{
    /// <summary>What was written down, the newest first; empty when nothing is left over.</summary>
    internal List<SnapshotLeftover> Read()
    {
        List<SnapshotLeftover> leftovers = [];
        foreach (string line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            int space = line.IndexOf(' ', StringComparison.Ordinal);
            if (space > 0)
            {
                leftovers.Insert(0, new SnapshotLeftover(line[..space], line[(space + 1)..]));
            }
        }
        return leftovers;
    }

    /// <summary>Writes one more down.</summary>
    /// <exception cref="IOException">It cannot be written: then nothing may be made.</exception>
    internal void Add(SnapshotLeftover leftover)
    {
        using FileStream stream = new(file, FileMode.Append, FileAccess.Write, FileShare.Read);
        stream.Write(Encoding.UTF8.GetBytes($"{leftover.Kind} {leftover.Name}\n"));
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Keeps only what could not be removed (the newest first).</summary>
    internal void Replace(IReadOnlyList<SnapshotLeftover> leftovers)
    {
        File.Delete(file);
        for (int i = leftovers.Count - 1; i >= 0; i--)
        {
            Add(leftovers[i]);
        }
    }
}
