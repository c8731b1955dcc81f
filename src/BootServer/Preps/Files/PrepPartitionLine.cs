using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Preps.Files;

/// <summary>Reads the words of a partition's line.</summary>
internal static class PrepPartitionLine
{
    private const int MaxMountPoint = 255;
    private const int MaxOptions = 1024;

    /// <summary>The partition; null when anything of it is wrong.</summary>
    /// <param name="words">Name, size, content and perhaps the mount point; what comes after is not looked at.</param>
    /// <param name="settings">label and options.</param>
    /// <param name="fail">Gets each thing that is wrong, and what to write instead.</param>
    public static PrepPartition? TryRead(string[] words, Dictionary<string, string> settings, Action<string> fail)
    {
        bool sound = true;
        void Wrong(string message)
        {
            sound = false;
            fail(message);
        }

        if (!PrepFileReader.IsName(words[0]))
        {
            Wrong($"'{words[0]}' is no name of a partition: use at most 36 letters, digits, '-' and '_'.");
        }

        if (!PrepSize.TryParse(words[1], out PrepSize? size, out string why))
        {
            Wrong(why);
        }

        bool known = PrepContents.TryParse(words[2], out PrepContent content);
        if (!known)
        {
            string? meant = Spelling.Nearest(words[2], PrepContents.All);
            Wrong($"'{words[2]}' cannot be made: {(meant is null ? "" : $"did you mean '{meant}'? ")}There are {string.Join(", ", PrepContents.All)}.");
        }

        string mountPoint = words.Length > 3 ? words[3] : "";
        string label = settings.GetValueOrDefault("label", "");
        string options = settings.GetValueOrDefault("options", "");
        if (known)
        {
            CheckSize(size, content, Wrong);
            CheckUse(content, mountPoint, label, options, Wrong);
        }

        return sound && size is not null ? new PrepPartition(words[0], size, content, mountPoint, label, options) : null;
    }

    private static void CheckSize(PrepSize? size, PrepContent content, Action<string> wrong)
    {
        if (size is { Bytes: > 0 } && size.Bytes < PrepContents.LeastBytes(content))
        {
            wrong($"{PrepContents.WordOf(content)} needs at least {PrepContents.LeastBytes(content) >> 20}M.");
        }
    }

    private static void CheckUse(PrepContent content, string mountPoint, string label, string options, Action<string> wrong)
    {
        string word = PrepContents.WordOf(content);
        if (mountPoint.Length > 0 && !PrepContents.IsFileSystem(content))
        {
            wrong($"{word} is not mounted: leave '{mountPoint}' out.");
        }
        else if (mountPoint.Length > 0 && !IsMountPoint(mountPoint))
        {
            wrong($"'{mountPoint}' is no mount point: write an absolute path without '//', '.' or '..', and without a slash at its end.");
        }
        else if (mountPoint == "/" && content == PrepContent.Vfat)
        {
            wrong("vfat keeps no owners and modes, so no system starts from it: choose another file system for /.");
        }

        if (label.Length > 0 && !PrepContents.IsMade(content))
        {
            wrong($"{word} has no label: leave label= out.");
        }
        else if (label.Length > PrepContents.MaxLabel(content) || label.Any(c => c is <= ' ' or > '~' or '"' or '\'' or '\\' or '/') || label.StartsWith('-'))
        {
            wrong($"the label '{label}' does not do: {word} takes at most {PrepContents.MaxLabel(content)} letters, digits and signs but quotes and slashes, and none begins with '-'.");
        }

        if (options.Length > 0 && mountPoint.Length == 0 && content != PrepContent.Swap)
        {
            wrong("options= are those of a mount, and the partition has no mount point: add one, or leave them out.");
        }
        else if (options.Length > MaxOptions || options.Any(c => c is <= ' ' or > '~'))
        {
            wrong("options= takes mount options apart by commas, such as options=noatime,nodev.");
        }
    }

    private static bool IsMountPoint(string path) =>
        path == "/" || (path.Length <= MaxMountPoint && path.StartsWith('/') && path.All(c => c is > ' ' and <= '~' and not ('"' or '\'' or '\\'))
            && path[1..].Split('/').All(part => part.Length > 0 && part is not ("." or "..")));
}
