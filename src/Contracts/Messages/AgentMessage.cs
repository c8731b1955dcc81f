using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.Contracts.Messages;

/// <summary>What an agent says on its session (one JSON text message each). See PROTOCOL.md.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(AgentHello), "hello")]
[JsonDerivedType(typeof(JobStarted), "jobStarted")]
[JsonDerivedType(typeof(JobProgress), "jobProgress")]
[JsonDerivedType(typeof(JobLog), "jobLog")]
[JsonDerivedType(typeof(JobFinished), "jobFinished")]
public abstract record AgentMessage;

/// <summary>The first message of every session.</summary>
public sealed record AgentHello : AgentMessage
{
    /// <summary>The agent's version.</summary>
    public required string AgentVersion { get; init; }

    /// <summary>Where the agent runs.</summary>
    public required AgentEnvironment Environment { get; init; }

    /// <summary>The machine as it is now.</summary>
    public required MachineFacts Facts { get; init; }

    /// <summary>Jobs that this agent is still working on (the connection was lost, the work was not).</summary>
    public IReadOnlyList<JobId> RunningJobs { get; init; } = [];
}

/// <summary>The agent has taken the order and begins.</summary>
public sealed record JobStarted : AgentMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }
}

/// <summary>How far a job is; sent at most a few times a second, may be lost.</summary>
public sealed record JobProgress : AgentMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>What is being done.</summary>
    public required JobPhase Phase { get; init; }

    /// <summary>The step in words for a person.</summary>
    public string Text { get; init; } = "";

    /// <summary>Bytes done in this phase.</summary>
    public long DoneBytes { get; init; }

    /// <summary>Bytes to do in this phase; 0 when not known.</summary>
    public long TotalBytes { get; init; }

    /// <summary>Files done in this phase.</summary>
    public long DoneFiles { get; init; }

    /// <summary>Files to do in this phase; 0 when not known.</summary>
    public long TotalFiles { get; init; }
}

/// <summary>A line for the job's log.</summary>
public sealed record JobLog : AgentMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>True for a warning that the job's end will count.</summary>
    public bool Warning { get; init; }

    /// <summary>The line.</summary>
    public required string Text { get; init; }
}

/// <summary>
/// The agent's part of the job is over. Sent again after every reconnection until the server has answered with
/// <see cref="JobFinishedReceived"/>.
/// </summary>
public sealed record JobFinished : AgentMessage
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>How it ended.</summary>
    public required JobOutcome Outcome { get; init; }

    /// <summary>One sentence: what was done, or why it failed and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>What the sysadmin should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Figures by name, such as "bytes", "files", "newBytes", "seconds".</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>A compare job's findings; null for other kinds.</summary>
    public IReadOnlyList<Difference>? Differences { get; init; }

    /// <summary>What a wipe has come to, disk by disk in the order of its plan; null for other kinds.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<WipeOutcome>? Wipes { get; init; }
}

/// <summary>One difference between a machine and an archive.</summary>
public sealed record Difference
{
    /// <summary>The path's bytes; a .NET string could not hold all names.</summary>
    public required byte[] Path { get; init; }

    /// <summary>What differs.</summary>
    public required DifferenceKind Kind { get; init; }

    /// <summary>Both values in words, such as "mode 0644 in the archive, 0600 now".</summary>
    public string Detail { get; init; } = "";

    /// <summary>Each property that differs, with both values; empty for what is missing or was added.</summary>
    public IReadOnlyList<PropertyChange> Changes { get; init; } = [];

    /// <summary>
    /// Does it only follow from another difference of the list? So does a directory's time of last change, and nothing else of it, where an entry in it
    /// came, went or was replaced.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsConsequence { get; init; }
}

/// <summary>The kinds of difference.</summary>
public enum DifferenceKind
{
    /// <summary>In the archive, not on the machine.</summary>
    Missing,

    /// <summary>On the machine, not in the archive.</summary>
    Added,

    /// <summary>Another type of entry.</summary>
    Type,

    /// <summary>Size or content.</summary>
    Content,

    /// <summary>Mode, owner, times, link target, device number, links or extended attributes.</summary>
    Metadata,
}
