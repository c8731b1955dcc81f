using System.Collections.Generic;

namespace Monitas.Contracts.Plans;

/// <summary>
/// Writes the lines of the new file systems and swap areas into the restored system's /etc/fstab, in place of all that name a local device. Other lines
/// (tmpfs, network, bind mounts, swap files) stay. /etc/crypttab, whose devices are not made, is set out of force, and the boot loader's menu is
/// made anew.
/// </summary>
public sealed record WriteMountTable : PlanStep
{
    /// <summary>The lines in the order in which they are mounted.</summary>
    public required IReadOnlyList<MountTableLine> Lines { get; init; }
}

/// <summary>A line of /etc/fstab (fstab(5)). No member holds a blank.</summary>
/// <param name="Source">What is mounted, such as "UUID=1234-ABCD".</param>
/// <param name="MountPoint">The mount point; "none" for swap.</param>
/// <param name="Type">The type.</param>
/// <param name="Options">The options; never empty.</param>
/// <param name="Pass">When it is checked at the start: 1 the root, 2 others, 0 never.</param>
public sealed record MountTableLine(string Source, string MountPoint, string Type, string Options, int Pass);

/// <summary>
/// Makes the restored system another machine than the one that the archive is from: machine id, SSH host keys, host name, random seed, DHCP leases and
/// remembered network cards, and the agent's own credential, which is fetched for the job (PROTOCOL.md, "The credential of a clone").
/// </summary>
public sealed record RenewIdentity : PlanStep
{
    /// <summary>The new host name.</summary>
    public required string HostName { get; init; }
}
