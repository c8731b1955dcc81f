using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps;

/// <summary>What a prep's steps have besides those of a rebuild, and what they do not have. Pure.</summary>
internal static class PrepStepList
{
    /// <summary>The steps of a prep.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="layout">What is made.</param>
    /// <param name="steps">A rebuild's steps; empty when it was refused.</param>
    public static IReadOnlyList<PlanStep> Of(PrepPlanRequest request, MachineLayout? layout, IReadOnlyList<PlanStep> steps)
    {
        if (request.Archive is null)
        {
            return [.. steps.Where(s => s is not (MountFileSystem or RestoreFiles or AddKeyFile or NameInterfaces or InstallBootLoader or RebuildInitramfs))];
        }

        List<PlanStep> added = [];
        if (request.File is not null && layout is not null)
        {
            added.Add(new WriteMountTable { Lines = Lines(layout), Description = "Write the new file systems into /etc/fstab" });
        }

        if (request.Archive.Machine != request.Machine.Id)
        {
            added.Add(new RenewIdentity
            {
                HostName = request.HostName,
                Description = $"Make it a machine of its own: host name {request.HostName}, new machine id, SSH host keys and agent credential",
            });
        }

        return [.. steps.SelectMany(s => s is RestoreFiles ? [s, .. added] : new[] { s })];
    }

    /// <summary>The lines of /etc/fstab: what is mounted, those above before those below, then the swap areas.</summary>
    public static IReadOnlyList<MountTableLine> Lines(MachineLayout layout) =>
    [
        .. layout.FileSystems.Where(f => f.MountPoint.Length > 0).OrderBy(f => f.MountPoint, StringComparer.Ordinal).Select(Line),
        .. layout.FileSystems.Where(f => f.Type == "swap").Select(f => new MountTableLine("UUID=" + f.Uuid, "none", "swap", f.MountOptions.Length > 0 ? f.MountOptions : "sw", 0)),
    ];

    /// <summary>xfs and btrfs are not checked at the start (fsck.xfs(8), fsck.btrfs(8)).</summary>
    private static MountTableLine Line(LayoutFileSystem fileSystem) => new(
        "UUID=" + fileSystem.Uuid,
        fileSystem.MountPoint,
        fileSystem.Type,
        fileSystem.MountOptions.Length > 0 ? fileSystem.MountOptions : "defaults",
        fileSystem.Type is "xfs" or "btrfs" ? 0 : fileSystem.MountPoint == "/" ? 1 : 2);
}
