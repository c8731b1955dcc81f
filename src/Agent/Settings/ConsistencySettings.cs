using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Monitas.Agent.Hooks;
using Monitas.Agent.Snapshots;

namespace Monitas.Agent.Settings;

/// <summary>Reads the settings of snapshots, freezing, hooks and restarts, and collects what is wrong with them. Serves one reading.</summary>
/// <param name="value">The text of a setting; null when it is not set.</param>
/// <param name="describe">Makes a line about a setting (its key, and what is wrong with it).</param>
internal sealed class ConsistencySettings(Func<string, string?> value, Func<string, string, string> describe)
{
    private const string SnapshotKey = "snapshot";
    private const string SizeKey = "snapshot-size";
    private const string FreezeKey = "freeze";
    private const string FreezeLimitKey = "freeze-limit";
    private const string HooksKey = "hook-directory";
    private const string FailureKey = "hook-failure";
    private const string HookLimitKey = "hook-limit";
    private const string RestartKey = "allow-restart";

    private readonly List<string> _errors = [];

    /// <summary>All keys.</summary>
    internal static IReadOnlyList<string> Keys { get; } = [SnapshotKey, SizeKey, FreezeKey, FreezeLimitKey, HooksKey, FailureKey, HookLimitKey, RestartKey];

    /// <summary>What is wrong, a line each.</summary>
    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>How file systems are held still.</summary>
    internal SnapshotSettings Snapshots(AgentSettings settings)
    {
        SnapshotSettings defaults = new();
        return new SnapshotSettings
        {
            Kind = OneOf(SnapshotKey, ("auto", SnapshotKind.Auto), ("lvm", SnapshotKind.Lvm), ("btrfs", SnapshotKind.Btrfs), ("none", SnapshotKind.None)),
            Directory = settings.RunDirectory.TrimEnd('/') + "-snapshots",
            JournalFile = Path.Join(settings.StateDirectory, "snapshots"),
            LvmSize = Size(defaults.LvmSize),
            Freeze = Places(),
            FreezeLimit = Seconds(FreezeLimitKey, defaults.FreezeLimit, 1, 60),
        };
    }

    /// <summary>The machine's own programs.</summary>
    internal HookSettings Hooks()
    {
        string directory = value(HooksKey) ?? "/etc/monitas/hooks";
        if (directory.Length > 0 && !Path.IsPathRooted(directory))
        {
            _errors.Add(describe(HooksKey, $"must be an absolute path, not '{directory}'."));
        }
        return new HookSettings
        {
            Directory = directory,
            FailureStops = OneOf(FailureKey, ("stop", true), ("warn", false)),
            Limit = Seconds(HookLimitKey, new HookSettings().Limit, 1, 24 * 60 * 60),
        };
    }

    /// <summary>May the server restart the machine into the boot image?</summary>
    internal bool AllowRestart() => OneOf(RestartKey, ("yes", true), ("no", false));

    /// <summary>A setting with a few words to choose from; the first is the default.</summary>
    private T OneOf<T>(string key, params (string Word, T Meaning)[] choices)
    {
        string word = value(key)?.Trim() ?? choices[0].Word;
        foreach ((string choice, T meaning) in choices)
        {
            if (string.Equals(word, choice, StringComparison.OrdinalIgnoreCase))
            {
                return meaning;
            }
        }
        _errors.Add(describe(key, $"is one of {string.Join(", ", choices.Select(choice => choice.Word))}, not '{word}'."));
        return choices[0].Meaning;
    }

    private SnapshotSize Size(SnapshotSize otherwise)
    {
        if (value(SizeKey) is not { } text)
        {
            return otherwise;
        }
        if (!SnapshotSize.TryParse(text, out SnapshotSize size))
        {
            _errors.Add(describe(SizeKey, $"is a share such as 10% or a size such as 4G, not '{text}'."));
        }
        return size;
    }

    private string[] Places()
    {
        string[] places = (value(FreezeKey) ?? "").Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        foreach (string place in places.Where(place => !place.StartsWith('/')))
        {
            _errors.Add(describe(FreezeKey, $"names mount points as absolute paths with blanks between; '{place}' is none."));
        }
        return places;
    }

    private TimeSpan Seconds(string key, TimeSpan otherwise, int least, int most)
    {
        if (value(key) is not { } text)
        {
            return otherwise;
        }
        if (!int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds < least || seconds > most)
        {
            _errors.Add(describe(key, $"is a number of seconds from {least} to {most}, not '{text}'."));
            return otherwise;
        }
        return TimeSpan.FromSeconds(seconds);
    }
}
