using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>
/// The plain names that readers without Rock Ridge see: at most eight d-characters, and for files a dot, at most three more and
/// the version ";1" (ECMA-119 7.5, 7.6, level 1).
/// </summary>
internal static class IsoNames
{
    private const int BaseLength = 8;
    private const int ExtensionLength = 3;

    /// <summary>The identifier for a name, other than all that were taken before.</summary>
    internal static string Make(string name, bool isDirectory, IReadOnlyCollection<string> taken)
    {
        int dot = isDirectory ? -1 : name.LastIndexOf('.');
        string stem = ToDCharacters(dot > 0 ? name[..dot] : name, BaseLength);
        string tail = isDirectory ? "" : "." + ToDCharacters(dot > 0 ? name[(dot + 1)..] : "", ExtensionLength) + ";1";
        string identifier = stem + tail;
        for (int number = 1; taken.Contains(identifier); number++)
        {
            string digits = number.ToString();
            identifier = stem[..Math.Min(stem.Length, BaseLength - digits.Length)] + digits + tail;
        }
        return identifier;
    }

    /// <summary>The order of records in a directory (9.3): name, then extension, each as if filled up with spaces.</summary>
    internal static int Compare(string left, string right)
    {
        (string leftName, string leftExtension) = Split(left);
        (string rightName, string rightExtension) = Split(right);
        int order = string.CompareOrdinal(leftName.PadRight(BaseLength), rightName.PadRight(BaseLength));
        return order != 0 ? order : string.CompareOrdinal(leftExtension.PadRight(ExtensionLength), rightExtension.PadRight(ExtensionLength));
    }

    /// <summary>The name that people know when there is no Rock Ridge: without ";1" and without a dot that ends it.</summary>
    internal static string ToDisplay(ReadOnlySpan<byte> identifier)
    {
        string text = Encoding.Latin1.GetString(identifier);
        int version = text.LastIndexOf(';');
        return (version > 0 ? text[..version] : text).TrimEnd('.');
    }

    private static (string Name, string Extension) Split(string identifier)
    {
        string plain = identifier.Split(';')[0];
        int dot = plain.IndexOf('.');
        return dot < 0 ? (plain, "") : (plain[..dot], plain[(dot + 1)..]);
    }

    /// <summary>A to Z, 0 to 9 and underscore (7.4.1).</summary>
    private static string ToDCharacters(string text, int maxLength)
    {
        StringBuilder result = new(maxLength);
        foreach (char c in text.Take(maxLength))
        {
            char upper = char.ToUpperInvariant(c);
            result.Append(upper is (>= 'A' and <= 'Z') or (>= '0' and <= '9') ? upper : '_');
        }
        return result.ToString();
    }
}
