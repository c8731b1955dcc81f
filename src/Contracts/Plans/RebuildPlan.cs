using System;
using System.Collections.Generic;
using System.Linq;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;

namespace Monitas.Contracts.Plans;

/// <summary>Layout + target disks -> the exact steps of a rebuild. What is approved is the hash of this document.</summary>
public sealed record RebuildPlan
{
    /// <summary>The newest version of this document that a server writes.</summary>
    public const int CurrentVersion = 2;

    /// <summary>The newest version that the agent of this build runs; it refuses a newer one before it looks at a disk.</summary>
    public const int RunnableVersion = 4;

    /// <summary>The version of a plan with what a prep adds.</summary>
    public const int PrepVersion = 3;

    /// <summary>The version of a plan that writes images.</summary>
    public const int ImageVersion = 4;

    /// <summary>
    /// The version of this document. 1: partitions and file systems. 2: with a step of ContainerSteps.cs, a btrfs with subvolumes or several
    /// devices, a mirrored EFI system partition, or names for network cards. A plan that needs none of these stays version 1, and keeps its hash. 3: a prep. 4: with images.
    /// </summary>
    public int Version { get; init; } = 1;

    /// <summary>The machine that is rebuilt.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string MachineName { get; init; }

    /// <summary>The name of the other PC that takes the machine's place; null when its own disks are written, and then not part of the JSON.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Onto { get; init; }

    /// <summary>A prep: the name of the machine whose archive is put onto the prepared disks, empty when they stay empty. Null for a rebuild, and then not part of the JSON.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? PrepFrom { get; init; }

    /// <summary>The archive that is restored; `default` when a prep restores none.</summary>
    public required ArchiveId Archive { get; init; }

    /// <summary>When that archive was made; `default` when there is none.</summary>
    public required DateTimeOffset ArchiveTime { get; init; }

    /// <summary>How the target starts.</summary>
    public required FirmwareKind Firmware { get; init; }

    /// <summary>The disks that will be overwritten; no other disk is ever written to.</summary>
    public required IReadOnlyList<PlanTarget> Targets { get; init; }

    /// <summary>The steps in order.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>What the sysadmin should know before approving.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why this plan cannot be run; a plan with a refusal is never approved nor run.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>Does it put images back, in which no agent may be that could report?</summary>
    [JsonIgnore]
    public bool WritesImages => Steps.Any(step => step is WriteImage);

    /// <summary>SHA-256 over the plan's JSON as <see cref="ContractsJson"/> writes it: 64 lower-case hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Default.RebuildPlan)));
}
