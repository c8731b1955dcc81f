using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Net;
using System.Text.Json;

namespace Monitas.BootServer.Configuration;

/// <summary>Turns entries into typed values and gathers everything that is wrong. A key that nobody asked for is unknown.</summary>
internal sealed class SettingsValues(IReadOnlyDictionary<string, SettingsEntry> entries, List<string> errors)
{
    private readonly HashSet<string> _known = [];

    /// <summary>Any text.</summary>
    public string Text(string key, string otherwise) => Find(key)?.Value ?? otherwise;

    /// <summary>An absolute path.</summary>
    public string Path(string key, string otherwise) => Read(key, otherwise, "an absolute path such as " + otherwise, (string text, out string path) =>
    {
        path = text;
        return text.StartsWith('/') && !text.Contains('\0', StringComparison.Ordinal);
    });

    /// <summary>An absolute path, or null when it is not set.</summary>
    public string? OptionalPath(string key, string example) => IsSet(key) ? Path(key, example) : null;

    /// <summary>A TCP port.</summary>
    public int Port(string key, int otherwise) => Number(key, otherwise, 1, 65535, "TCP port");

    /// <summary>A whole number within limits.</summary>
    public int Number(string key, int otherwise, int least, int most, string what = "number") => Read(key, otherwise, $"a {what} from {least} to {most}", (string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);

    /// <summary>An IPv4 address, or null when it is not set.</summary>
    public IPAddress? Address(string key) => Read<IPAddress?>(key, null, "an IPv4 address", IsAddress);

    /// <summary>IPv4 addresses, separated by commas or blanks.</summary>
    public IReadOnlyList<IPAddress> Addresses(string key) => Read<IReadOnlyList<IPAddress>>(key, [], "IPv4 addresses, separated by commas", (string text, out IReadOnlyList<IPAddress> list) =>
    {
        IPAddress?[] all = [.. Split(text).Select(part => IsAddress(part, out IPAddress? address) ? address : null)];
        list = [.. all.OfType<IPAddress>()];
        return list.Count == all.Length;
    });

    /// <summary>Words, separated by commas or blanks.</summary>
    public IReadOnlyList<string> Words(string key) => Find(key) is { } entry ? Split(entry.Value) : [];

    /// <summary>One word of an enumeration, in lower case with hyphens.</summary>
    public T Choice<T>(string key, T otherwise)
        where T : struct, Enum =>
        Read(key, otherwise, "one of " + string.Join(", ", Enum.GetNames<T>().Select(Hyphenated)), (string text, out T value) =>
        {
            string? name = Enum.GetNames<T>().FirstOrDefault(n => Hyphenated(n).Equals(text, StringComparison.OrdinalIgnoreCase));
            value = name is null ? otherwise : Enum.Parse<T>(name);
            return name is not null;
        });

    /// <summary>"yes" or "no"; false when it is not set.</summary>
    public bool Flag(string key) => Read(key, false, "yes or no", (string text, out bool isYes) =>
    {
        isYes = text.Equals("yes", StringComparison.OrdinalIgnoreCase);
        return isYes || text.Equals("no", StringComparison.OrdinalIgnoreCase);
    });

    /// <summary>A time such as 90s, 30m, 12h or 7d, within limits.</summary>
    public TimeSpan Duration(string key, TimeSpan otherwise, TimeSpan least, TimeSpan most) => Read(key, otherwise, "a time such as 30m, 12h or 7d", (string text, out TimeSpan value) =>
    {
        int unitSeconds = (text.Length > 0 ? text[^1] : ' ') switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86_400, _ => 0 };
        bool isNumber = unitSeconds > 0 && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) && parsed < 100_000;
        value = isNumber ? TimeSpan.FromSeconds((double)int.Parse(text.AsSpan(0, text.Length - 1), CultureInfo.InvariantCulture) * unitSeconds) : otherwise;
        return isNumber && value >= least && value <= most;
    });

    /// <summary>A list, separated by commas, of what a parser reads.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expected">What it must be, for the error.</param>
    /// <param name="parse">Reads one item.</param>
    public IReadOnlyList<T> List<T>(string key, string expected, Parser<T> parse) => Read<IReadOnlyList<T>>(key, [], expected, (string text, out IReadOnlyList<T> list) =>
    {
        List<T> items = [];
        list = items;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!parse(part, out T item))
            {
                return false;
            }

            items.Add(item);
        }

        return true;
    });

    /// <summary>What a parser reads, or null when the key is not set.</summary>
    public T? Value<T>(string key, string expected, Parser<T> parse)
        where T : struct => Read<T?>(key, null, expected, (string text, out T? value) =>
    {
        bool isRead = parse(text, out T item);
        value = item;
        return isRead;
    });

    /// <summary>The sections whose names begin with a word, in the order of where they stand: "dhcp 10.1.0.0/24".</summary>
    public IReadOnlyList<string> Sections(string word) =>
        [.. entries.Keys.Select(key => key[..key.IndexOf(':', StringComparison.Ordinal)]).Where(section => section.StartsWith(word + " ", StringComparison.Ordinal)).Distinct()];

    /// <summary>The keys of a section that begin with a word.</summary>
    public IReadOnlyList<string> KeysOf(string section, string word) =>
        [.. entries.Keys.Where(key => key.StartsWith($"{section}:{word} ", StringComparison.Ordinal))];

    /// <summary>Is the key set?</summary>
    public bool IsSet(string key) => Find(key) is not null;

    /// <summary>Reports something that is wrong with a key (set or not), where it stands.</summary>
    public void Wrong(string key, string why) => errors.Add($"{Find(key)?.Where ?? Name(key)}: {why}");

    /// <summary>Reports something that is wrong with a section as a whole, where its first key stands.</summary>
    public void WrongSection(string section, string why) => errors.Add($"{ShowSection(section)} {why}");

    /// <summary>Where a key that is set stands, and its name.</summary>
    public string Show(string key) => $"{Find(key)?.Where}: {Name(key)}";

    /// <summary>Where a section's first key stands, and its name.</summary>
    public string ShowSection(string section) =>
        $"{entries.Where(entry => entry.Key.StartsWith(section + ":", StringComparison.Ordinal)).Select(entry => entry.Value.Where).FirstOrDefault()}: [{section}]";

    /// <summary>Reports every entry that nobody asked for; call it last.</summary>
    public void RejectUnknown()
    {
        foreach ((string key, SettingsEntry entry) in entries.Where(e => !_known.Contains(e.Key)).OrderBy(e => e.Value.Where, StringComparer.Ordinal))
        {
            string? near = Spelling.Nearest(key, _known);
            errors.Add($"{entry.Where}: there is no setting {Name(key)}{(near is null ? "." : $"; did you mean {Name(near)}?")}");
        }
    }

    private static string Hyphenated(string name) => JsonNamingPolicy.KebabCaseLower.ConvertName(name);

    /// <summary>Reads a text.</summary>
    /// <returns>False when it makes no sense.</returns>
    internal delegate bool Parser<T>(string text, out T value);

    private T Read<T>(string key, T otherwise, string expected, Parser<T> parse)
    {
        if (Find(key) is not { } entry)
        {
            return otherwise;
        }
        if (parse(entry.Value.Trim(), out T value))
        {
            return value;
        }
        errors.Add($"{entry.Where}: {Name(key)} is '{entry.Value}', but must be {expected}.");
        return otherwise;
    }

    private SettingsEntry? Find(string key)
    {
        _known.Add(key);
        return entries.GetValueOrDefault(key) is { } entry && entry.Value.Trim().Length > 0 ? entry : null;
    }

    private static bool IsAddress(string text, out IPAddress? address) =>
        IPAddress.TryParse(text, out address) && address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && address.ToString() == text;

    private static string[] Split(string text) => text.Split([',', ' ', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string Name(string key) => key.IndexOf(':', StringComparison.Ordinal) is > 0 and int colon ? $"[{key[..colon]}] {key[(colon + 1)..]}" : key;
}
