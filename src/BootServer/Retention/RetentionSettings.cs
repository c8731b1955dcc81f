using System;
using System.Collections.Generic;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Retention;

/// <summary>[retention]: what is kept of machines, and when volumes are written anew.</summary>
internal sealed record RetentionSettings
{
    /// <summary>For machines that no other policy is for.</summary>
    public RetentionPolicy Default { get; init; } = new();

    /// <summary>[retention NAME] and [retention @GROUP]: policies by machine, or by group with '@' in front; in lower case.</summary>
    public IReadOnlyDictionary<string, RetentionPolicy> Special { get; init; } = new Dictionary<string, RetentionPolicy>();

    /// <summary>From which share of dead bytes on a volume's living content is moved and the volume deleted; 0 to 1.</summary>
    public double CompactDeadShare { get; init; } = 0.25;

    /// <summary>For how long what an interrupted backup has sent waits for the next one.</summary>
    public TimeSpan UnreferencedGrace { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The policy of a machine: its own, else that of its group, else the default. A machine that is gone has the default.</summary>
    public RetentionPolicy PolicyOf(MachineRecord? machine) =>
        machine is null ? Default
        : Special.TryGetValue(machine.Name.ToLowerInvariant(), out RetentionPolicy? own) ? own
        : machine.Group.Length > 0 && Special.TryGetValue("@" + machine.Group, out RetentionPolicy? group) ? group
        : Default;
}
