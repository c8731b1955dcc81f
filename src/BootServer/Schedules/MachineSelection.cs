using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;

namespace Monitas.BootServer.Schedules;

/// <summary>Which machines are meant: names, patterns and groups, and those that are left out.</summary>
internal sealed record MachineSelection
{
    /// <summary>One word of the list.</summary>
    /// <param name="Text">The name, the pattern with * and ?, or the group's name without its @.</param>
    /// <param name="IsGroup">Is it a group?</param>
    /// <param name="LeavesOut">Are these machines left out?</param>
    internal sealed record Part(string Text, bool IsGroup, bool LeavesOut)
    {
        /// <summary>Is it the name of one machine?</summary>
        internal bool IsName => !IsGroup && Text.AsSpan().IndexOfAny('*', '?') < 0;

        internal bool Matches(string name, string group) => FileSystemName.MatchesSimpleExpression(Text, IsGroup ? group : name, ignoreCase: true);
    }

    /// <summary>The words; at least one of them does not leave out.</summary>
    internal required IReadOnlyList<Part> Parts { get; init; }

    /// <summary>Is this machine meant?</summary>
    /// <param name="name">Its name.</param>
    /// <param name="group">Its group; empty when it has none.</param>
    internal bool Includes(string name, string group) =>
        Parts.Any(part => !part.LeavesOut && part.Matches(name, group)) && !Parts.Any(part => part.LeavesOut && part.Matches(name, group));
}
