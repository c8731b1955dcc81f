using System;

namespace Monitas.BootServer.Jobs;

/// <summary>How long and how often a job waits or tries.</summary>
internal sealed record JobLimits
{
    /// <summary>After this time without its agent, a running job says so; it goes on waiting.</summary>
    public TimeSpan AgentLost { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>A boot image that was asked for its disks must have answered within this time; then it counts as off.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A rebuilt machine must report from its own disk within this time.</summary>
    public TimeSpan Beacon { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>An agent that was told to stop must have stopped within this time; then the job is over without its word.</summary>
    public TimeSpan Cancel { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A machine that was told to go into the boot image must have made itself ready within this time, and then report from there within it again.</summary>
    public TimeSpan Restart { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How often an order is begun from its start before the job fails.</summary>
    public int MaxAttempts { get; init; } = 5;
}
