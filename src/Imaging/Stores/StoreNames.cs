using System;
using System.Buffers;

namespace Monitas.Imaging.Stores;

/// <summary>
/// The names that objects of a store may have: 1 to 128 of a to z, 0 to 9, '-' and '.', beginning with a letter or digit and not
/// ending in ".partial". Every kind of store takes these as they are.
/// </summary>
public static class StoreNames
{
    /// <summary>The ending of what is being written.</summary>
    internal const string PartialSuffix = ".partial";

    private const int MaxLength = 128;

    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");

    /// <summary>May an object have this name?</summary>
    public static bool IsValid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length is > 0 and <= MaxLength && name[0] is not '-' and not '.' && !name.AsSpan().ContainsAnyExcept(Allowed)
            && !name.EndsWith(PartialSuffix, StringComparison.Ordinal);
    }

    /// <summary>Throws when an object may not have this name.</summary>
    internal static void Check(string name)
    {
        if (!IsValid(name))
        {
            throw new ArgumentException($"'{name}' cannot be the name of an object in a store.", nameof(name));
        }
    }
}
