using System;

namespace Monitas.Contracts.Messages;

/// <summary>One property of a file that is not what it was.</summary>
/// <param name="Property">Its name in words: "mode", "owner", "size", "content", "extended attribute user.x" and so on.</param>
/// <param name="Old">The value in the archive, or in the older one; empty when it had none.</param>
/// <param name="New">The value now, or in the newer archive; empty when it has none.</param>
public sealed record PropertyChange(string Property, string Old, string New)
{
    /// <summary>What the property of an extended attribute begins with.</summary>
    public const string AttributePrefix = "extended attribute ";

    /// <summary>The change as a sentence's part, with words for both sides, such as "mode 0644 in the archive, 0600 now".</summary>
    public string InWords(string before, string now)
    {
        if (Property.StartsWith(AttributePrefix, StringComparison.Ordinal))
        {
            return Old.Length == 0 ? $"{Property} was added" : New.Length == 0 ? $"{Property} is missing" : $"{Property} has another value";
        }
        return $"{Property} {Old} {before}, {New} {now}";
    }
}
