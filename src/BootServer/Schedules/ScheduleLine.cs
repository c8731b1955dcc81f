using System;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Schedules;

/// <summary>One line of the schedule: what is due, for whom, when.</summary>
internal sealed record ScheduleLine
{
    /// <summary>Its number in the file, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Its words, with one blank between them and without comment.</summary>
    public required string Text { get; init; }

    /// <summary>What is done: backup, compare, verify or prune.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>For which machines; null for the store.</summary>
    public required MachineSelection? Who { get; init; }

    /// <summary>When.</summary>
    public required RunTimes When { get; init; }

    /// <summary>The hours in which it may begin; null for any.</summary>
    public TimeWindow? Window { get; init; }

    /// <summary>How much later than its time a machine's turn comes at most.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How many jobs of the line may be open at a time; null for no limit of its own.</summary>
    public int? AtOnce { get; init; }

    /// <summary>Is a machine that is off to be woken?</summary>
    public bool Wakes { get; init; }

    /// <summary>Is what could not begin in time done later?</summary>
    public bool CatchesUp { get; init; } = true;

    /// <summary>What the line is about, whatever its place in the file, its machines and its options: marks are kept by it.</summary>
    public string Key => $"{Kind.ToString().ToLowerInvariant()} {When.Text}";
}
