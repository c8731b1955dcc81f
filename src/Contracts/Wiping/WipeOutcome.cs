using System;
using System.Collections.Generic;
using Monitas.Contracts.Plans;

namespace Monitas.Contracts.Wiping;

/// <summary>What a wipe job has come to for one disk.</summary>
public sealed record WipeOutcome
{
    /// <summary>The disk as the plan names it.</summary>
    public required PlanTarget Target { get; init; }

    /// <summary>Was the disk erased, and has reading it back shown that?</summary>
    public required bool Erased { get; init; }

    /// <summary>One sentence: what was done, or why the disk does not count as erased and what to do.</summary>
    public required string Message { get; init; }

    /// <summary>The way that has erased it; null when none has.</summary>
    public WipeOffer? Way { get; init; }

    /// <summary>The ways that the disk has refused before, in words.</summary>
    public IReadOnlyList<string> Refused { get; init; } = [];

    /// <summary>What was noticed about the disk, one sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>How many samples were read back; each is <see cref="SampleBytes"/> long.</summary>
    public int Samples { get; init; }

    /// <summary>The length of a sample in bytes.</summary>
    public int SampleBytes { get; init; }

    /// <summary>When the work on this disk began, by the machine's clock, which follows the server's.</summary>
    public required DateTimeOffset Begun { get; init; }

    /// <summary>When it ended.</summary>
    public required DateTimeOffset Ended { get; init; }
}
