using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Schedules.Deciding;

/// <summary>A machine as the schedule sees it at one moment.</summary>
/// <param name="Id">Its id; `default` for the store, which stands as one more among them where a line is about it.</param>
/// <param name="Name">Its name.</param>
/// <param name="Group">Its group; empty when it has none.</param>
internal sealed record ScheduledMachine(MachineId Id, string Name, string Group)
{
    /// <summary>Lines about the store have this one.</summary>
    internal static readonly ScheduledMachine Store = new(default, "the store", "") { IsConnected = true, IsEnrolled = true, Readable = [JobKind.Verify] };

    /// <summary>Has its agent ever enrolled?</summary>
    internal bool IsEnrolled { get; init; }

    /// <summary>Is its agent connected, on its own system?</summary>
    internal bool IsConnected { get; init; }

    /// <summary>Has it a job that is not over?</summary>
    internal bool IsBusy { get; init; }

    /// <summary>For which of comparison and verification has it an archive? Only known of those that some line wants.</summary>
    internal IReadOnlyList<JobKind> Readable { get; init; } = [];
}
