using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Mounts the new system below its root directory and takes all of it down again.</summary>
internal static class TargetMounts
{
    /// <summary>Mounts one of the plan's file systems and checks that the kernel shows it there.</summary>
    public static void Mount(MountFileSystem step, RebuildContext context)
    {
        string node = context.Node(step.Device);
        string path = context.PathOf(step.MountPoint);
        Directory.CreateDirectory(path);
        LinuxMount.Mount(node, path, step.Type, MountFlags.None, Options(step));
        MountEntry? mount = MountTable.At(path);
        string number = DiskTree.Number(DiskTree.KernelName(node));
        bool isOther = step.Subvolume is { } subvolume && mount is not null && Encoding.UTF8.GetString(mount.RootPath) != "/" + subvolume;
        if (mount is null || isOther || (mount.Device != number && step.Type != "btrfs"))
        {
            throw RebuildContext.Failure($"{step.MountPoint} of the new system is not mounted from {node} although the kernel accepted it.");
        }
    }

    /// <summary>The options of mount(2): those of the plan, and which subvolume it is; 5 is the number of the top.</summary>
    internal static string Options(MountFileSystem step) => string.Join(
        ',', new[] { step.Options, step.Subvolume switch { null => "", "" => "subvolid=5", var path => "subvol=" + path } }.Where(o => o.Length > 0));

    /// <summary>Unmounts everything at and below a directory, the last mounted first. Nothing happens when nothing is mounted there.</summary>
    /// <exception cref="LinuxException">Something there is in use.</exception>
    public static void UnmountAll(string root)
    {
        foreach (string mountPoint in Below(root))
        {
            LinuxMount.Unmount(mountPoint);
        }
    }

    /// <summary>As <see cref="UnmountAll"/>, but takes what is in use out of sight and never throws: for the way out after a failure.</summary>
    public static void Abandon(string root)
    {
        foreach (string mountPoint in Below(root))
        {
            try
            {
                LinuxMount.Unmount(mountPoint, UnmountFlags.Detach | UnmountFlags.NoFollow);
            }
            catch (LinuxException)
            {
                // The failure that brought us here is the one to tell; the next run starts with UnmountAll, which does report.
                continue;
            }
        }
    }

    private static List<string> Below(string root) =>
        [.. MountTable.Read().Select(MountTable.PathOf).Where(p => p == root || p.StartsWith(root + "/", StringComparison.Ordinal)).Reverse()];
}
