using System.Linq;

namespace Monitas.BootServer.Schedules.Reading;

/// <summary>Reads which machines a line means.</summary>
internal static class SelectionReader
{
    /// <summary>The word for what is about no machine.</summary>
    internal const string Store = "store";

    /// <summary>Reads the list; null for <see cref="Store"/>.</summary>
    /// <exception cref="ScheduleFormatException">It is none.</exception>
    internal static MachineSelection? Read(string text)
    {
        if (text == Store)
        {
            return null;
        }
        MachineSelection selection = new() { Parts = [.. text.Split(',').Select(part => ReadPart(part, text))] };
        return selection.Parts.All(part => part.LeavesOut)
            ? throw new ScheduleFormatException($"'{text}' says only who is left out: write who is meant before it, such as *,{text}.")
            : selection;
    }

    private static MachineSelection.Part ReadPart(string text, string list)
    {
        bool leavesOut = text.StartsWith('!');
        string rest = leavesOut ? text[1..] : text;
        bool isGroup = rest.StartsWith('@');
        string name = isGroup ? rest[1..] : rest;
        return name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '*' or '?')
            ? new MachineSelection.Part(name, isGroup, leavesOut)
            : throw new ScheduleFormatException($"'{list}' is no list of machines: write names, patterns with * and ?, and @groups with commas and no blanks between them, or {Store}.");
    }
}
