using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Cronos;

namespace Monitas.BootServer.Schedules.Reading;

/// <summary>Reads when a line is due.</summary>
internal static class TimesReader
{
    private const string Ways = "daily 02:00, weekdays 12:30, mon-fri,sun 03:00, monthly 1 04:00, every 4h, cron 0 2 * * 1-5, or a date such as 2026-12-24 20:00";

    /// <summary>Marks are found by these words, and the catalog's keys are short.</summary>
    private const int MaxLength = 500;

    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly int[] Minutes = [5, 10, 15, 20, 30];
    private static readonly int[] Hours = [1, 2, 3, 4, 6, 8, 12];

    /// <summary>Reads the words; what is wrong comes as an exception with one sentence.</summary>
    /// <exception cref="ScheduleFormatException">They say no time.</exception>
    internal static RunTimes Read(string[] words) => words switch
    {
        [] => throw new ScheduleFormatException($"when is it due? Write {Ways}."),
        ["daily", var at] => Cron(words, at, "* * *"),
        ["weekdays", var at] => Cron(words, at, "* * 1-5"),
        ["weekends", var at] => Cron(words, at, "* * 0,6"),
        ["monthly", var days, var at] => Cron(words, at, $"{DaysOfMonth(days)} * *"),
        ["every", var step] => Every(words, step),
        ["cron", .. var fields] => Crontab(words, fields),
        ["daily" or "weekdays" or "weekends" or "every" or "monthly", ..] => throw new ScheduleFormatException($"'{string.Join(' ', words)}' is not when something is due: write {Ways}."),
        [var date, var at] when DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) => Once(words, day, at),
        [var days, var at] => Cron(words, at, $"* * {DaysOfWeek(days)}"),
        _ => throw new ScheduleFormatException($"'{string.Join(' ', words)}' is not when something is due: write {Ways}."),
    };

    /// <summary>A time of day, such as 02:00.</summary>
    /// <exception cref="ScheduleFormatException">It is none.</exception>
    internal static TimeOnly TimeOfDay(string text) => TimeOnly.TryParseExact(text, ["HH:mm", "H:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time)
        ? time
        : throw new ScheduleFormatException($"'{text}' is no time of day: write it as 02:00 or 14:30.");

    private static RunTimes Cron(IReadOnlyList<string> words, string times, string rest) =>
        Of(words, [.. times.Split(',').Select(TimeOfDay).Select(time => $"{time.Minute} {time.Hour} {rest}")]);

    private static RunTimes Once(IReadOnlyList<string> words, DateOnly day, string at) => Cron(words, at, $"{day.Day} {day.Month} *") with { Year = day.Year };

    private static RunTimes Every(IReadOnlyList<string> words, string step)
    {
        bool isNumber = int.TryParse(step[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        return (isNumber, step[^1]) switch
        {
            (true, 'm') when Minutes.Contains(number) => Of(words, [$"*/{number} * * * *"]),
            (true, 'h') when Hours.Contains(number) => Of(words, [number == 1 ? "0 * * * *" : $"0 */{number} * * *"]),
            _ => throw new ScheduleFormatException(
                $"'every {step}' does not come out even in a day: write {string.Join(", ", Minutes.Select(m => $"{m}m"))}, {string.Join(", ", Hours.Select(h => $"{h}h"))}, or daily with its times."),
        };
    }

    private static RunTimes Crontab(IReadOnlyList<string> words, string[] fields) => fields.Length == 5
        ? Of(words, [string.Join(' ', fields)])
        : throw new ScheduleFormatException($"cron has five fields (minute, hour, day of the month, month, day of the week), not {fields.Length}.");

    private static string DaysOfMonth(string text) => string.Join(',', text.Split(',').Select(day => day switch
    {
        "last" => "L",
        _ when int.TryParse(day, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number is >= 1 and <= 31 => $"{number}",
        _ => throw new ScheduleFormatException($"'{day}' is no day of a month: write 1 to 31, or last."),
    }));

    private static string DaysOfWeek(string text) => string.Join(',', text.Split(',').Select(part => string.Join('-', part.Split('-').Select(day => DayOfWeek(day, text)))));

    /// <summary>A day by three letters or its whole name.</summary>
    private static string DayOfWeek(string text, string all)
    {
        string[] whole = Enum.GetNames<DayOfWeek>();
        int day = Array.FindIndex(Days, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        day = day >= 0 ? day : Array.FindIndex(whole, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return day >= 0 ? $"{day}" : throw new ScheduleFormatException($"'{all}' is neither a day of the week nor a way to say when: write {Ways}.");
    }

    private static RunTimes Of(IReadOnlyList<string> words, IReadOnlyList<string> expressions)
    {
        if (words.Sum(word => word.Length) > MaxLength)
        {
            throw new ScheduleFormatException($"when it is due takes more than {MaxLength} letters: write two lines.");
        }
        try
        {
            RunTimes times = new(string.Join(' ', words), [.. expressions.Select(expression => CronExpression.Parse(expression))]);
            // One that never comes, such as the 30th of February, is a mistake.
            return times.Expressions.All(expression => expression.GetNextOccurrence(DateTime.UnixEpoch) is not null)
                ? times
                : throw new ScheduleFormatException($"'{times.Text}' never comes.");
        }
        catch (CronFormatException e)
        {
            throw new ScheduleFormatException($"'{string.Join(' ', words)}' is no time: {e.Message}");
        }
    }
}
