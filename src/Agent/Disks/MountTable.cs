using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;

namespace Monitas.Agent.Disks;

/// <summary>What is mounted at this moment in this process's view.</summary>
internal static class MountTable
{
    /// <summary>All mounts in the kernel's order: a later one covers an earlier one at the same place.</summary>
    public static IReadOnlyList<MountEntry> Read() => MountInfo.Parse(SysFs.Bytes("/proc/self/mountinfo"));

    /// <summary>The mount that is seen at a mount point; null when nothing is mounted there.</summary>
    public static MountEntry? At(string mountPoint) => Read().LastOrDefault(m => PathOf(m) == mountPoint);

    /// <summary>The mount point as text; only for mount points that Monitas itself makes or compares.</summary>
    public static string PathOf(MountEntry mount) => Encoding.UTF8.GetString(mount.MountPoint);

    /// <summary>
    /// The block device that is mounted; null when it is not one of <paramref name="devices"/>. btrfs shows a number of its own
    /// instead of the device's, so the source's name counts too.
    /// </summary>
    public static BlockDevice? DeviceOf(MountEntry mount, IReadOnlyList<BlockDevice> devices)
    {
        string source = Encoding.UTF8.GetString(mount.Source);
        return devices.SelectMany(d => d.WithDescendants()).FirstOrDefault(d => d.Number == mount.Device || IsNode(source, d));
    }

    private static bool IsNode(string source, BlockDevice device) => source == device.Path || source == "/dev/mapper/" + device.Name;

    /// <summary>The devices that are in use as swap, as /proc/swaps names them.</summary>
    public static IReadOnlyList<string> SwapDevices() =>
        [.. SysFs.Text("/proc/swaps").Split('\n').Skip(1).Select(l => l.Split(' ', '\t')[0]).Where(p => p.StartsWith("/dev/", StringComparison.Ordinal)).Select(Resolve)];

    private static string Resolve(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
