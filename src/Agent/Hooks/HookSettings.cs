using System;

namespace Monitas.Agent.Hooks;

/// <summary>How the machine's own programs around a backup are run.</summary>
internal sealed record HookSettings
{
    /// <summary>Where they lie; empty for none at all.</summary>
    public string Directory { get; init; } = "";

    /// <summary>Does a hook that fails before the backup end the job? Otherwise it is a warning.</summary>
    public bool FailureStops { get; init; } = true;

    /// <summary>How long one may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(10);
}
