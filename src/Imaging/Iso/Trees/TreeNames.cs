using System;
using System.Collections.Generic;
using System.Text;
using Monitas.Imaging.Iso.Wire;

namespace Monitas.Imaging.Iso.Trees;

/// <summary>Plain names (8.3) for all that lies in one directory, also when that is a million files of one kind.</summary>
internal static class TreeNames
{
    private const int BaseLength = 8;

    /// <summary>Gives each node an identifier that no other in the list has.</summary>
    internal static void Assign(IReadOnlyList<TreeNode> nodes)
    {
        HashSet<string> taken = new(nodes.Count);
        Dictionary<string, int> next = [];
        foreach (TreeNode node in nodes)
        {
            string wish = IsoNames.Make(Encoding.Latin1.GetString(node.Name), node.IsDirectory, []);
            node.Identifier = taken.Add(wish) ? wish : Free(wish, taken, next);
        }
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
