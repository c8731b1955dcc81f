using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.BootServer.Retention;

namespace Monitas.BootServer.Configuration;

/// <summary>Reads the section [retention] and its like for single machines and groups, [retention NAME] and [retention @GROUP].</summary>
internal static class RetentionSettingsReader
{
    private const string Word = "retention";
    private const int MostKept = 100_000;

    /// <summary>Reads and checks all of them.</summary>
    public static RetentionSettings Read(SettingsValues values)
    {
        RetentionSettings defaults = new();
        Dictionary<string, RetentionPolicy> special = [];
        foreach (string section in values.Sections(Word))
        {
            string name = section[(Word.Length + 1)..].Trim();
            RetentionPolicy policy = ReadPolicy(values, section);
            if (policy.KeepsAll && !values.IsSet($"{section}:keep-all"))
            {
                values.WrongSection(section, "keeps nothing: set keep-last, keep-daily or the like, or keep-all = yes.");
            }
            special[name] = policy;
        }
        return new RetentionSettings
        {
            Default = ReadPolicy(values, Word),
            Special = special,
            CompactDeadShare = values.Value<double>($"{Word}:compact-dead-share", "a share such as 25%", TryParseShare) ?? defaults.CompactDeadShare,
            UnreferencedGrace = values.Duration($"{Word}:unreferenced-grace", defaults.UnreferencedGrace, TimeSpan.Zero, TimeSpan.FromDays(3650)),
        };
    }

    private static RetentionPolicy ReadPolicy(SettingsValues values, string section)
    {
        RetentionPolicy policy = new()
        {
            Last = Count(values, $"{section}:keep-last"),
            Hourly = Count(values, $"{section}:keep-hourly"),
            Daily = Count(values, $"{section}:keep-daily"),
            Weekly = Count(values, $"{section}:keep-weekly"),
            Monthly = Count(values, $"{section}:keep-monthly"),
            Yearly = Count(values, $"{section}:keep-yearly"),
        };
        bool keepsAll = values.Choice($"{section}:keep-all", YesOrNo.No) == YesOrNo.Yes;
        if (keepsAll && !policy.KeepsAll)
        {
            values.Wrong($"{section}:keep-all", "keep-all stands beside other keep-...: choose one of them.");
        }
        return policy;
    }

    private static int Count(SettingsValues values, string key) => values.Value<int>(key, $"a number from 0 to {MostKept}", TryParseCount) ?? 0;

    private static bool TryParseCount(string text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) && count <= MostKept;

    private static bool TryParseShare(string text, out double share)
    {
        bool isNumber = text.EndsWith('%') & double.TryParse(text.AsSpan().TrimEnd('%'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent);
        share = percent / 100;
        return isNumber && percent is >= 1 and <= 100;
    }

    private enum YesOrNo
    {
        No,
        Yes,
    }
}
