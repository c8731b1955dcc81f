using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.Agent.BareMetal.Identity;

/// <summary>Paths of a restored system as that system itself would find them: a link to /etc/x leads to /etc/x of the restored system, not of the one that runs.</summary>
internal static class RootedPath
{
    /// <summary>As many links as Linux follows (path_resolution(7)).</summary>
    private const int MaxLinks = 40;

    /// <summary>Where a path of the restored system lies, seen from outside; its last part need not be there.</summary>
    /// <param name="root">Where the restored system is mounted.</param>
    /// <param name="path">The absolute path inside it.</param>
    /// <exception cref="IOException">The links on the way lead round in a circle.</exception>
    public static string Resolve(string root, string path)
    {
        Stack<string> done = new();
        Stack<string> todo = new(Parts(path).Reverse());
        int links = 0;
        while (todo.TryPop(out string? part))
        {
            if (part == "..")
            {
                done.TryPop(out _);
                continue;
            }

            string here = Join(root, done.Prepend(part));
            string? target = new FileInfo(here).LinkTarget;
            if (target is null)
            {
                done.Push(part);
                continue;
            }

            if (++links > MaxLinks)
            {
                throw new IOException($"{path} of the restored system leads through too many links.");
            }

            if (target.StartsWith('/'))
            {
                done.Clear();
            }

            foreach (string further in Parts(target).Reverse())
            {
                todo.Push(further);
            }
        }

        return Join(root, done);
    }

    private static IEnumerable<string> Parts(string path) => path.Split('/').Where(p => p.Length > 0 && p != ".");

    /// <summary>The parts from the last to the first.</summary>
    private static string Join(string root, IEnumerable<string> parts) => root + string.Concat(parts.Reverse().Select(p => "/" + p));
}
