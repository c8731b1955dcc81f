using System;
using System.Collections.Generic;
using System.Text;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>Plain names (8.3) for all that lies in one directory, also when that is a million files of one kind.</summary>
internal static class TreeNames
{
    private const int BaseLength = 8;

    /// <summary>An identifier for each node that no other in the list has; always the same for the same list.</summary>
    internal static string[] Of(IReadOnlyList<TreeNode> nodes)
    {
        string[] identifiers = new string[nodes.Count];
        HashSet<string> taken = new(nodes.Count);
        Dictionary<string, int> next = [];
        for (int i = 0; i < identifiers.Length; i++)
        {
            string wish = IsoNames.Make(Encoding.Latin1.GetString(nodes[i].Name), nodes[i] is TreeDirectory, []);
            identifiers[i] = taken.Add(wish) ? wish : Free(wish, taken, next);
        }
        return identifiers;
    }

    private static string Free(string wish, HashSet<string> taken, Dictionary<string, int> next)
    {
        int dot = wish.IndexOf('.', StringComparison.Ordinal);
        string stem = dot < 0 ? wish : wish[..dot];
        string tail = dot < 0 ? "" : wish[dot..];
        int number = next.GetValueOrDefault(wish);
        string free;
        do
        {
            number++;
            string digits = number.ToString();
            free = stem[..Math.Min(stem.Length, BaseLength - digits.Length)] + digits + tail;
        }
        while (!taken.Add(free));
        next[wish] = number;
        return free;
    }
}
