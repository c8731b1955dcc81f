using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Preps.Files;

/// <summary>
/// Reads the text of a prep file (PREP.md): a line for each disk and each partition, words apart by blanks, '#' begins a comment. All that is wrong is
/// told at once, each with its line and with what to write instead. Pure.
/// </summary>
internal sealed class PrepFileReader
{
    private static readonly string[] Later = ["raid", "luks", "group", "volume"];
    private static readonly string[] DiskSettings = ["serial", "wwn", "size", "bus", "rotation", "table"];
    private static readonly string[] PartitionSettings = ["label", "options"];

    private readonly string _name;
    private readonly List<string> _errors;
    private readonly List<PrepDiskRead> _disks = [];
    private int _told;

    private PrepFileReader(string name, List<string> errors) => (_name, _errors) = (name, errors);

    /// <summary>Reads a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The file's name, for the errors.</param>
    /// <param name="file">The plan; null when there is any error.</param>
    /// <param name="errors">Gets everything that is wrong, as "NAME:LINE: SENTENCE", in the order of the lines.</param>
    public static bool TryParse(string text, string name, [NotNullWhen(true)] out PrepFile? file, List<string> errors)
    {
        int before = errors.Count;
        PrepFileReader reader = new(name, errors);
        file = text.Length > PrepFile.MaxLength
            ? reader.Fail<PrepFile>(1, $"the file has {text.Length} characters: write at most {PrepFile.MaxLength}.")
            : reader.Read(text);
        List<string> found = [.. errors.Skip(before).OrderBy(reader.LineOf)];
        errors.RemoveRange(before, found.Count);
        errors.AddRange(found);
        file = found.Count == 0 ? file : null;
        return file is not null;
    }

    private PrepFile? Read(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length && _told < PrepFile.MaxErrors; i++)
        {
            int comment = lines[i].IndexOf('#', StringComparison.Ordinal);
            string[] words = (comment < 0 ? lines[i] : lines[i][..comment]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > 0)
            {
                ReadLine(words, i + 1);
            }
        }

        if (_disks.Count == 0 && _errors.Count == 0)
        {
            return Fail<PrepFile>(lines.Length, "the file names no disk: begin with a line such as 'disk system table=gpt'.");
        }

        new PrepFileCheck(Fail).Run(_disks);
        return new PrepFile([.. _disks.Select(d => d.Disk with { Partitions = [.. d.Partitions.Select(p => p.Partition)] })]);
    }

    private void ReadLine(string[] words, int line)
    {
        string keyword = words[0].ToLowerInvariant();
        if (keyword == "disk")
        {
            ReadDisk(words, line);
        }
        else if (keyword == "partition")
        {
            ReadPartition(words, line);
        }
        else if (Later.Contains(keyword))
        {
            Fail(line, $"'{keyword}' cannot be made by a prep yet: write partitions with file systems.");
        }
        else
        {
            string? meant = Spelling.Nearest(keyword, ["disk", "partition"]);
            Fail(line, $"'{words[0]}' begins no line: {(meant is null ? "write 'disk' or 'partition'" : $"did you mean '{meant}'")}.");
        }
    }

    private void ReadDisk(string[] words, int line)
    {
        PrepDiskLine reader = new(message => Fail(line, message));
        string name = words.Length > 1 && !IsSetting(words[1], DiskSettings) ? words[1] : "";
        if (name.Length == 0 || !IsName(name))
        {
            Fail(line, words.Length > 1 && name.StartsWith('/')
                ? $"'{name}' may be another disk after the next start: give the disk a name of your own and say which it is by serial=, wwn=, size=, bus= or rotation=."
                : "a disk needs a name of your own of letters, digits, '-' and '_', such as 'disk system'.");
        }

        _disks.Add(new PrepDiskRead(reader.Read(name, Settings(words.Skip(name.Length > 0 ? 2 : 1), DiskSettings, line)), line, []));
    }

    private void ReadPartition(string[] words, int line)
    {
        if (_disks.Count == 0)
        {
            Fail(line, "the partition stands before any disk: write a line such as 'disk system' above it.");
        }

        string[] plain = [.. words.Skip(1).TakeWhile(w => !IsSetting(w, PartitionSettings))];
        Dictionary<string, string> settings = Settings(words.Skip(1 + plain.Length), PartitionSettings, line);
        if (plain.Length < 3)
        {
            Fail(line, "a partition needs a name, a size and a content, such as 'partition root 20G ext4 /'.");
            return;
        }

        foreach (string extra in plain.Skip(4))
        {
            Fail(line, $"'{extra}' is one word too many: a partition has name, size, content, mount point, then label= and options=.");
        }

        // One that is wrong counts as a partition of its disk all the same, so that no second error follows from the first.
        PrepPartition partition = PrepPartitionLine.TryRead(plain, settings, message => Fail(line, message))
            ?? new PrepPartition("", new PrepSize(PrepSize.LeastBytes, 0), PrepContent.Empty, "", "", "");
        if (_disks is [.., { } disk])
        {
            disk.Partitions.Add((partition, line));
        }
    }

    private Dictionary<string, string> Settings(IEnumerable<string> words, string[] known, int line)
    {
        Dictionary<string, string> settings = new(StringComparer.OrdinalIgnoreCase);
        foreach (string word in words)
        {
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            string key = equals > 0 ? word[..equals].TrimEnd('<', '>') : word;
            if (equals <= 0 || equals == word.Length - 1)
            {
                Fail(line, $"'{word}' is no setting: write such as {known[0]}=VALUE without blanks around '='.");
            }
            else if (!known.Contains(key, StringComparer.OrdinalIgnoreCase))
            {
                string? meant = Spelling.Nearest(key, known);
                Fail(line, $"there is no setting '{key}' here: {(meant is null ? $"there are {string.Join(", ", known)}" : $"did you mean '{meant}'")}.");
            }
            else if (!settings.TryAdd(word[..equals], word[(equals + 1)..]))
            {
                Fail(line, $"'{key}' is set a second time.");
            }
        }

        return settings;
    }

    /// <summary>Is it meant as KEY=VALUE?</summary>
    private static bool IsSetting(string word, string[] known) =>
        word.IndexOf('=', StringComparison.Ordinal) is var equals and > 0 && (!word.StartsWith('/') || known.Contains(word[..equals], StringComparer.OrdinalIgnoreCase));

    /// <summary>Letters, digits, '-' and '_', as in a GPT and in messages.</summary>
    internal static bool IsName(string name) => name.Length is > 0 and <= 36 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <summary>The line of an error of this file.</summary>
    private int LineOf(string error) => int.Parse(error.AsSpan(_name.Length + 1, error.IndexOf(':', _name.Length + 1) - _name.Length - 1), CultureInfo.InvariantCulture);

    private T? Fail<T>(int line, string message)
        where T : class
    {
        Fail(line, message);
        return null;
    }

    private void Fail(int line, string message)
    {
        if (++_told <= PrepFile.MaxErrors)
        {
            _errors.Add($"{_name}:{line}: {(_told < PrepFile.MaxErrors ? message : "so much is wrong that the rest is not told: is this a prep file?")}");
        }
    }
}
