using Monitas.Agent.Hooks;
using Monitas.Agent.Snapshots;

namespace Monitas.Agent.Jobs;

/// <summary>What of this machine the jobs work on.</summary>
internal sealed record SourceOptions
{
    /// <summary>The directory that archives call "/": "/" on a live machine.</summary>
    public string Root { get; init; } = "/";

    /// <summary>The exclude file; the built-in list holds when there is none.</summary>
    public string ExcludeFile { get; init; } = "/etc/monitas/exclude";

    /// <summary>How a backup holds it still.</summary>
    public SnapshotSettings Snapshots { get; init; } = new();

    /// <summary>The machine's own programs around a backup.</summary>
    public HookSettings Hooks { get; init; } = new();

    /// <summary>Where manifests lie while a job runs; must exist.</summary>
    public string WorkDirectory { get; init; } = "/var/lib/monitas";
}
