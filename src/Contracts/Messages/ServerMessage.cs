using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Contracts.Messages;

/// <summary>What the server says on an agent's session (one JSON text message each). See PROTOCOL.md.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Welcome), "welcome")]
[JsonDerivedType(typeof(AskHello), "askHello")]
[JsonDerivedType(typeof(StartJob), "startJob")]
[JsonDerivedType(typeof(CancelJob), "cancelJob")]
[JsonDerivedType(typeof(JobFinishedReceived), "jobFinishedReceived")]
[JsonDerivedType(typeof(Notice), "notice")]
public abstract record ServerMessage;

/// <summary>The answer to <see cref="AgentHello"/>.</summary>
public sealed record Welcome : ServerMessage
{
    /// <summary>The machine's id.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name on the server.</summary>
    public required string MachineName { get; init; }

    /// <summary>The server's clock.</summary>
    public required DateTimeOffset ServerTime { get; init; }
}

/// <summary>Say <see cref="AgentHello"/> again, with the machine as it is now: before its disks are planned for, the server wants to know that it is still there.</summary>
public sealed record AskHello : ServerMessage;

/// <summary>An order. An agent that already works on this job ignores it.</summary>
public sealed record StartJob : ServerMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>What to do.</summary>
    public required Order Order { get; init; }
}

/// <summary>Stop a job as soon as nothing is left half-done by it.</summary>
public sealed record CancelJob : ServerMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }
}

/// <summary>The server has stored the end of the job; the agent may forget it (and restart, in a rebuild).</summary>
public sealed record JobFinishedReceived : ServerMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The answer to the end of <see cref="EnterBootImageOrder"/>: restart now. Without it the agent takes back what it has made ready.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Go { get; init; }
}

/// <summary>A sentence for the person in front of the machine, shown on the boot image's screen.</summary>
public sealed record Notice : ServerMessage
{
    /// <summary>The sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>What an agent is ordered to do.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(BackupOrder), "backup")]
[JsonDerivedType(typeof(RestoreOrder), "restore")]
[JsonDerivedType(typeof(CompareOrder), "compare")]
[JsonDerivedType(typeof(RebuildOrder), "rebuild")]
[JsonDerivedType(typeof(WipeOrder), "wipe")]
[JsonDerivedType(typeof(EnterBootImageOrder), "enterBootImage")]
public abstract record Order;

/// <summary>Make an archive.</summary>
public sealed record BackupOrder : Order
{
    /// <summary>Patterns and rules to leave out by, besides the machine's own exclude file; they mean what they mean there.</summary>
    public IReadOnlyList<string> Excludes { get; init; } = [];

    /// <summary>Make no archive: only tell in the job's log what would be left out and why, and how much would be sent at most.</summary>
    public bool DryRun { get; init; }

    /// <summary>In the boot image: keep the disks as images, not files. The other members have no meaning then.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Cold { get; init; }
}

/// <summary>Put files back on a live machine.</summary>
public sealed record RestoreOrder : Order
{
    /// <summary>The archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>The absolute paths to restore, as bytes; a directory means all below it.</summary>
    public required IReadOnlyList<byte[]> Paths { get; init; }

    /// <summary>Restore below this directory instead of in place; empty for in place.</summary>
    public string ToDirectory { get; init; } = "";

    /// <summary>Give files to the machine's users and groups of the same names as in the archive, not of the same numbers.</summary>
    public bool OwnersByName { get; init; }

    /// <summary>Lines that say who becomes who; see <see cref="OwnerRule"/>.</summary>
    public IReadOnlyList<string> OwnerRules { get; init; } = [];

    /// <summary>What to do where something is already.</summary>
    public ConflictMode OnConflict { get; init; }
}

/// <summary>Compare the machine with an archive.</summary>
public sealed record CompareOrder : Order
{
    /// <summary>The archive.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>How files of equal length are compared.</summary>
    public CompareBy By { get; init; }
}

/// <summary>Run an approved plan.</summary>
public sealed record RebuildOrder : Order
{
    /// <summary>The plan; the agent runs exactly this.</summary>
    public required RebuildPlan Plan { get; init; }

    /// <summary>The hash that the sysadmin approved; the agent checks it.</summary>
    public required string ApprovedHash { get; init; }
}

/// <summary>Erase disks by an approved plan.</summary>
public sealed record WipeOrder : Order
{
    /// <summary>The plan; the agent does exactly this.</summary>
    public required WipePlan Plan { get; init; }

    /// <summary>The hash that the sysadmin approved; the agent checks it.</summary>
    public required string ApprovedHash { get; init; }
}
