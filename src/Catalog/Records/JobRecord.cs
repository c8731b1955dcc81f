using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Catalog.Records;

/// <summary>One job. Its log lines and differences lie beside it in the catalog, so that this record stays small.</summary>
public sealed record JobRecord
{
    /// <summary>The number.</summary>
    public required JobId Id { get; init; }

    /// <summary>What is done.</summary>
    public required JobKind Kind { get; init; }

    /// <summary>The machine; `default` for a job of the server's own that is about no one machine.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>The machine's name when the job was made, for people; empty when there is none.</summary>
    public required string MachineName { get; init; }

    /// <summary>
    /// Rebuild onto other hardware: the paired PC that takes the machine's place; null when the machine's own disks are written. Restore onto another
    /// machine: that machine.
    /// </summary>
    public MachineId? Onto { get; init; }

    /// <summary>The name of <see cref="Onto"/> when the job was made, for people; empty when there is none.</summary>
    public string OntoName { get; init; } = "";

    /// <summary>Does the server itself do it? No agent hears of such a job, also where it is about a machine's archive.</summary>
    [JsonIgnore]
    public bool IsServers => Kind is JobKind.Verify or JobKind.Prune;

    /// <summary>Is it a backup of the disks as they lie there, which needs no plan since nothing is written?</summary>
    [JsonIgnore]
    public bool IsColdBackup => Kind == JobKind.Backup && Parameters.Cold;

    /// <summary>Does its agent work in the boot image? But for a cold backup it does so by an approved plan.</summary>
    [JsonIgnore]
    public bool WorksInBootImage => Kind is JobKind.Rebuild or JobKind.Wipe or JobKind.Prep || IsColdBackup;

    /// <summary>Does its end count only once the machine has started from its own disk? So does a prep that puts an archive onto it.
    /// What comes back as images may have no agent that could report.</summary>
    [JsonIgnore]
    public bool EndsWithBeacon => (Kind == JobKind.Rebuild && ApprovedPlan is not { WritesImages: true }) || (Kind == JobKind.Prep && Parameters.Archive is not null);

    /// <summary>Whose agent works on the job; `default`, which no machine has, when the server does it.</summary>
    [JsonIgnore]
    public MachineId Worker => IsServers ? default : Onto ?? Machine;

    /// <summary>On whose own system the job runs, or shows that it has succeeded: of a rebuild the machine, whatever PC it is put onto.</summary>
    [JsonIgnore]
    public MachineId Home => Kind == JobKind.Rebuild ? Machine : Worker;

    /// <summary>The name of <see cref="Worker"/>.</summary>
    [JsonIgnore]
    public string WorkerName => IsServers ? "the server" : Onto is null ? MachineName : OntoName;

    /// <summary>Where the job stands.</summary>
    public required JobState State { get; init; }

    /// <summary>What was ordered.</summary>
    public required JobParameters Parameters { get; init; }

    /// <summary>When the job was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Since when the job is in its state (or since the server's start, for a state that must not wait for ever).</summary>
    public required DateTimeOffset StateSince { get; init; }

    /// <summary>When the agent first took the order, or the server began; null before.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>When the job came to its end; null before.</summary>
    public DateTimeOffset? Ended { get; init; }

    /// <summary>One sentence for a person: what the job waits for, what was done, or why it failed and what to do.</summary>
    public string Message { get; init; } = "";

    /// <summary>What the sysadmin should know, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Figures by name, such as "bytes", "files", "seconds".</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>How many differences a compare job found (all, also those beyond what the catalog keeps); null for other kinds.</summary>
    public int? DifferenceCount { get; init; }

    /// <summary>Rebuild, prep: the plan against the disks that the machine has shown; null before.</summary>
    public RebuildPlan? Plan { get; init; }

    /// <summary>Wipe: the plan against the disks that the machine has shown; null before.</summary>
    public WipePlan? WipePlan { get; init; }

    /// <summary>Is there a plan to look at?</summary>
    [JsonIgnore]
    public bool HasPlan => Plan is not null || WipePlan is not null;

    /// <summary>Rebuild, wipe, prep: the hash of the plan; empty before there is one.</summary>
    public string PlanHash { get; init; } = "";

    /// <summary>Rebuild, prep: the plan that was approved; null before. It may be an earlier one than <see cref="Plan"/>.</summary>
    public RebuildPlan? ApprovedPlan { get; init; }

    /// <summary>Wipe: the plan that was approved; null before. It may be an earlier one than <see cref="WipePlan"/>.</summary>
    public WipePlan? ApprovedWipePlan { get; init; }

    /// <summary>Rebuild, wipe, prep: the hash that was approved; empty before.</summary>
    public string ApprovedHash { get; init; } = "";

    /// <summary>Rebuild, wipe, prep: who approved the plan, such as "root" or "order (--yes)"; empty before.</summary>
    public string ApprovedBy { get; init; } = "";

    /// <summary>Rebuild, wipe, prep: the boot id of the boot image's start that works on the job; empty before.</summary>
    public string BootId { get; init; } = "";

    /// <summary>Rebuild or wipe that waits for its machine: a session of the boot image was there and was asked for its disks; it has neither answered nor ended.</summary>
    public bool AskedBootImage { get; init; }

    /// <summary>Rebuild or wipe with --restart: how far the machine has been taken into the boot image.</summary>
    public RestartStage Restart { get; init; }

    /// <summary>Since when it is there (or since the server's start); null before.</summary>
    public DateTimeOffset? RestartSince { get; init; }

    /// <summary>The boot id of the machine's own system that was told to restart; empty before.</summary>
    public string RestartBootId { get; init; } = "";

    /// <summary>Is the machine being taken into the boot image just now?</summary>
    [JsonIgnore]
    public bool IsRestarting => Restart is RestartStage.Asked or RestartStage.Going;

    /// <summary>How often the order was begun from its start; above 1 after a lost power or the like.</summary>
    public int Attempts { get; init; }

    /// <summary>When the sysadmin asked to stop the running job; null when not.</summary>
    public DateTimeOffset? CancelRequested { get; init; }

    /// <summary>Since when the agent that works on the job is not connected; null when it is, or when no agent works on it.</summary>
    public DateTimeOffset? AgentLost { get; init; }

    /// <summary>The agent said that all was done, but with warnings; kept while the beacon is awaited.</summary>
    public bool EndsWithWarnings { get; init; }

    /// <summary>What happened, in order of time; at most <see cref="MaxEvents"/>.</summary>
    public IReadOnlyList<JobEventRecord> Events { get; init; } = [];

    /// <summary>How many events were dropped because there were too many; they came after the first <see cref="KeptFirstEvents"/> of <see cref="Events"/>.</summary>
    public int EventsLeftOut { get; init; }

    /// <summary>Events at the timeline's head that are never dropped: how the job began.</summary>
    public const int KeptFirstEvents = 100;

    /// <summary>The most events that a job keeps; the oldest after the first ones are dropped.</summary>
    public const int MaxEvents = 500;
}
