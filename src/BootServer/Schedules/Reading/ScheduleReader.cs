using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Configuration;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Schedules.Reading;

/// <summary>Reads the text of a schedule (SCHEDULE.md). Pure.</summary>
internal static class ScheduleReader
{
    /// <summary>The longest text, in characters.</summary>
    internal const int MaxLength = 1024 * 1024;

    /// <summary>The most lines that say something.</summary>
    internal const int MaxLines = 2000;

    /// <summary>So many errors are told; who has more has another file in hand.</summary>
    internal const int MaxErrors = 200;

    private static readonly JobKind[] Kinds = [JobKind.Backup, JobKind.Compare, JobKind.Verify, JobKind.Prune];

    /// <summary>Reads all lines and tells all that is wrong.</summary>
    internal static ScheduleText Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > MaxLength)
        {
            return new ScheduleText([], [new ScheduleError(0, $"it has more than {MaxLength} characters.")]);
        }
        List<ScheduleLine> lines = [];
        List<ScheduleError> errors = [];
        int number = 0;
        foreach (string raw in text.Split('\n'))
        {
            number++;
            string[] words = raw.Split('#')[0].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }
            try
            {
                lines.Add(ReadLine(number, words));
            }
            catch (ScheduleFormatException e)
            {
                errors.Add(new ScheduleError(number, e.Message));
            }
            if (errors.Count == MaxErrors || lines.Count > MaxLines)
            {
                errors.Add(new ScheduleError(number, errors.Count == MaxErrors ? "further errors are not told." : $"there are more than {MaxLines} lines."));
                break;
            }
        }
        return new ScheduleText(lines, errors);
    }

    private static ScheduleLine ReadLine(int number, string[] words)
    {
        JobKind kind = ReadKind(words[0]);
        if (words.Length < 2)
        {
            throw new ScheduleFormatException(kind == JobKind.Prune ? "write prune store, and when." : $"for whom? Write machines or a @group behind {words[0]}, and when.");
        }
        MachineSelection? who = SelectionReader.Read(words[1]);
        Check(kind, who, words[1]);
        int options = Array.FindIndex(words, 2, word => word.Contains('=', StringComparison.Ordinal));
        options = options < 0 ? words.Length : options;
        ScheduleLine line = new() { Number = number, Text = string.Join(' ', words), Kind = kind, Who = who, When = TimesReader.Read(words[2..options]) };
        return OptionsReader.Read(line, words[options..]);
    }

    private static JobKind ReadKind(string word)
    {
        string[] names = [.. Kinds.Select(kind => kind.ToString().ToLowerInvariant())];
        int found = Array.IndexOf(names, word);
        return found >= 0
            ? Kinds[found]
            : throw new ScheduleFormatException($"a line begins with {string.Join(", ", names)}, not with '{word}'{(Spelling.Nearest(word, names) is { } near ? $": did you mean {near}?" : ".")}");
    }

    private static void Check(JobKind kind, MachineSelection? who, string word)
    {
        if (kind == JobKind.Prune && who is not null)
        {
            throw new ScheduleFormatException($"a prune is for the whole store, by [retention] in server.conf, not for '{word}': write prune {SelectionReader.Store}, and when.");
        }
        if (kind is JobKind.Backup or JobKind.Compare && who is null)
        {
            throw new ScheduleFormatException($"a {kind.ToString().ToLowerInvariant()} is for machines: write their names or a @group instead of {SelectionReader.Store}.");
        }
    }
}
