namespace Monitas.Agent.Files;

/// <summary>One line of /proc/self/mountinfo (proc_pid_mountinfo(5)).</summary>
internal sealed record MountEntry
{
    /// <summary>The mount's number, as statx(2) gives it.</summary>
    internal required ulong Id { get; init; }

    /// <summary>The number of the mount that this one lies on.</summary>
    internal required ulong ParentId { get; init; }

    /// <summary>"major:minor" of the mounted device: the same for every mount of one file system.</summary>
    internal required string Device { get; init; }

    /// <summary>The directory inside the file system that is mounted: "/" unless it is a bind mount or a subvolume.</summary>
    internal required byte[] RootPath { get; init; }

    /// <summary>The mount point.</summary>
    internal required byte[] MountPoint { get; init; }

    /// <summary>The file system type, such as "ext4".</summary>
    internal required string FileSystem { get; init; }

    /// <summary>What is mounted, such as "/dev/sda2".</summary>
    internal required byte[] Source { get; init; }
}
