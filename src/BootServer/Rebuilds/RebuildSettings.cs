namespace Monitas.BootServer.Rebuilds;

/// <summary>[rebuild]: what a rebuild does when the sysadmin says nothing else.</summary>
internal sealed record RebuildSettings
{
    /// <summary>The mount point of the file system that gets what larger disks have more; on a machine without it, /.</summary>
    public string Grow { get; init; } = "/";
}
