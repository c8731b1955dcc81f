using System;
using System.Collections.Generic;
using System.Security.Cryptography;
using System.Text.Json;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Contracts.Wiping;

/// <summary>Which disks of a machine are erased, and how. What is approved is the hash of this document.</summary>
public sealed record WipePlan
{
    /// <summary>The version of this document; the agent refuses a newer one.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The version that wrote this document.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>The machine.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Its name, for people.</summary>
    public required string MachineName { get; init; }

    /// <summary>What was asked for.</summary>
    public required WipeMethod Method { get; init; }

    /// <summary>The disks that are erased, in this order; no other disk is ever written to.</summary>
    public required IReadOnlyList<WipeDisk> Disks { get; init; }

    /// <summary>What the sysadmin should know before approving.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why this plan cannot be run; a plan with a refusal is never approved nor run.</summary>
    public IReadOnlyList<string> Refusals { get; init; } = [];

    /// <summary>SHA-256 over the plan's JSON as <see cref="ContractsJson"/> writes it: 64 lower-case hexadecimal digits.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this, ContractsJson.Default.WipePlan)));
}
