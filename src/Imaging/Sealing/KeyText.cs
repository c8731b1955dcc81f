using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

namespace Monitas.Imaging.Sealing;

/// <summary>
/// A key as text, in key files and on recovery sheets: a line "monitas-store-key 1", then eight lines such as "3 91c0-77ab-4e": the number
/// of the group, four bytes, and a check byte; then "id" and the key's id. The check byte is the first of SHA-256 over the group's number (one
/// byte) and its four bytes, so that each group can be checked where it was typed, and none can be swapped.
/// A byte order mark in front and lines that are empty or begin with # are passed by; case, and hyphens and blanks within a group, do not matter.
/// </summary>
public static class KeyText
{
    private const string Head = "monitas-store-key 1";
    private const int Groups = 8;
    private const int GroupBytes = StoreKey.SizeBytes / Groups;

    /// <summary>The lines.</summary>
    public static string Format(StoreKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        StringBuilder text = new(Head + "\n");
        for (int group = 1; group <= Groups; group++)
        {
            ReadOnlySpan<byte> bytes = key.Secret.Slice((group - 1) * GroupBytes, GroupBytes);
            string digits = Convert.ToHexStringLower(bytes);
            text.Append(CultureInfo.InvariantCulture, $"{group} {digits[..4]}-{digits[4..]}-{CheckOf(group, bytes):x2}\n");
        }
        return text.Append(CultureInfo.InvariantCulture, $"id {key.Id}\n").ToString();
    }

    /// <summary>Reads what <see cref="Format"/> wrote or a person typed; false with what is wrong, in words that name the group.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out StoreKey? key, out string fault)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        List<string> lines = [.. text.TrimStart('\uFEFF').Split('\n').Select(line => line.Trim().ToLowerInvariant()).Where(line => line.Length > 0 && line[0] != '#')];
        if (lines.Count == 0 || lines[0] != Head)
        {
            fault = $"it does not begin with the line '{Head}'";
            return false;
        }
        if (lines.Count is < Groups + 1 or > Groups + 2)
        {
            fault = $"it does not have {Groups} groups and one line with the id";
            return false;
        }
        byte[] secret = new byte[StoreKey.SizeBytes];
        for (int group = 1; group <= Groups; group++)
        {
            if (!TryReadGroup(lines[group], group, secret.AsSpan((group - 1) * GroupBytes, GroupBytes)))
            {
                fault = $"group {group} is mistyped ('{lines[group]}')";
                return false;
            }
        }
        StoreKey read = new(secret);
        fault = "its id is not that of its groups";
        if (lines.Count > Groups + 1 && lines[^1] != $"id {read.Id}")
        {
            return false;
        }
        key = read;
        return true;
    }

    private static bool TryReadGroup(string line, int group, Span<byte> bytes)
    {
        string[] parts = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries);
        string digits = parts.Length == 2 ? parts[1].Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) : "";
        Span<byte> all = stackalloc byte[GroupBytes + 1];
        if (parts.Length != 2 || parts[0] != group.ToString(CultureInfo.InvariantCulture) || digits.Length != 2 * all.Length
            || Convert.FromHexString(digits, all, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }
        all[..GroupBytes].CopyTo(bytes);
        return all[GroupBytes] == CheckOf(group, bytes);
    }

    private static byte CheckOf(int group, ReadOnlySpan<byte> bytes)
    {
        Span<byte> input = [(byte)group, .. bytes];
        return SHA256.HashData(input)[0];
    }
}
