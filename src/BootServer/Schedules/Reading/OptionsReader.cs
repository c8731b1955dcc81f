using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Schedules.Reading;

/// <summary>Reads a line's options, KEY=VALUE.</summary>
internal static class OptionsReader
{
    private const int MostAtOnce = 1000;

    private static readonly string[] Keys = ["jitter", "window", "at-once", "wake", "catch-up"];
    private static readonly TimeSpan LongestJitter = TimeSpan.FromHours(12);

    /// <summary>Puts the options into the line.</summary>
    /// <exception cref="ScheduleFormatException">One makes no sense.</exception>
    internal static ScheduleLine Read(ScheduleLine line, IEnumerable<string> words)
    {
        HashSet<string> seen = [];
        foreach (string word in words)
        {
            (string key, string value) = word.IndexOf('=', StringComparison.Ordinal) is var at && at < 0 ? (word, "") : (word[..at], word[(at + 1)..]);
            if (!seen.Add(key))
            {
                throw new ScheduleFormatException($"{key} is set a second time.");
            }
            line = Read(line, key, value);
        }
        return line;
    }

    private static ScheduleLine Read(ScheduleLine line, string key, string value) => key switch
    {
        "jitter" => line with { Jitter = Duration(value) },
        "window" => line with { Window = Window(value) },
        "at-once" or "wake" when line.Who is null => throw new ScheduleFormatException($"{key} is for machines, and this line is about the store."),
        "at-once" => line with { AtOnce = Number(value) },
        "wake" => line with { Wakes = YesOrNo(key, value) },
        "catch-up" => line with { CatchesUp = YesOrNo(key, value) },
        _ => throw new ScheduleFormatException($"there is no option '{key}'{(Spelling.Nearest(key, Keys) is { } near ? $": did you mean {near}?" : $": there are {string.Join(", ", Keys)}.")}"),
    };

    private static TimeSpan Duration(string text)
    {
        bool isNumber = text.Length > 1 && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= 10_000;
        TimeSpan? length = (isNumber, isNumber ? text[^1] : ' ') switch
        {
            (true, 'm') => TimeSpan.FromMinutes(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
            (true, 'h') => TimeSpan.FromHours(int.Parse(text[..^1], CultureInfo.InvariantCulture)),
            _ => null,
        };
        return length <= LongestJitter ? length.Value : throw new ScheduleFormatException($"jitter={text} is no length of time up to 12 hours: write it as 30m or 2h.");
    }

    private static TimeWindow Window(string text)
    {
        if (text.Split('-') is not [var from, var to])
        {
            throw new ScheduleFormatException($"window={text} is none: write it as 22:00-06:00.");
        }
        TimeWindow window = new(TimesReader.TimeOfDay(from), TimesReader.TimeOfDay(to));
        return window.From != window.To ? window : throw new ScheduleFormatException($"window={text} opens and closes at the same time: leave it out for the whole day.");
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= MostAtOnce
        ? number
        : throw new ScheduleFormatException($"at-once={text} is no number from 1 to {MostAtOnce}.");

    private static bool YesOrNo(string key, string text) => text switch
    {
        "yes" => true,
        "no" => false,
        _ => throw new ScheduleFormatException($"{key}={text} is neither yes nor no."),
    };
}
