using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;

namespace Monitas.Agent.Disks;

/// <summary>Names what lies between a partition and its file systems and cannot be made again by a rebuild yet. Pure.</summary>
internal static class StorageContainers
{
    /// <summary>One sentence for every partition or disk that holds such a thing; mounts name what depends on it.</summary>
    public static IEnumerable<string> Unsupported(BlockDevice disk, IReadOnlyList<BlockDevice> devices, IReadOnlyList<MountEntry> mounts)
    {
        foreach (BlockDevice device in disk.Children.Where(c => c.Type == "part").Prepend(disk))
        {
            string words = Words(device);
            if (words.Length > 0)
            {
                yield return $"{device.Path} holds {words}{Dependents(device, devices, mounts)}: a rebuild cannot make that again yet.";
            }
            else if (device.FileSystem == "btrfs" && IsShared(device, devices))
            {
                yield return $"{device.Path} is one of several devices of one btrfs{Dependents(device, devices, mounts)}: a rebuild cannot make that again yet.";
            }
        }
    }

    /// <summary>One sentence for every mounted btrfs subvolume.</summary>
    public static IEnumerable<string> UnsupportedSubvolumes(IReadOnlyList<MountEntry> mounts) =>
        mounts.Where(m => m.FileSystem == "btrfs" && !m.RootPath.AsSpan().SequenceEqual("/"u8))
            .Select(m => $"{MountTable.PathOf(m)} is the btrfs subvolume {Encoding.UTF8.GetString(m.RootPath)}: a rebuild cannot make that again yet.");

    /// <summary>Is this, as blkid names it, a part of something larger rather than a file system?</summary>
    public static bool IsContainer(BlockDevice device) => Words(device).Length > 0;

    private static string Words(BlockDevice device) => device.FileSystem switch
    {
        "LVM2_member" or "LVM1_member" => "LVM",
        "linux_raid_member" => "software RAID (MD)",
        "crypto_LUKS" => "LUKS encryption",
        "isw_raid_member" or "ddf_raid_member" or "nvidia_raid_member" or "promise_fasttrack_raid_member" => "firmware RAID",
        "zfs_member" => "ZFS",
        "bcache" => "bcache",
        "drbd" => "DRBD",
        "mpath_member" => "a multipath device",
        "VMFS_volume_member" => "VMFS",
        _ => device.Children.FirstOrDefault(c => c.Type != "part") is { } child ? $"a {child.Type} device ({child.Name})" : "",
    };

    private static bool IsShared(BlockDevice device, IReadOnlyList<BlockDevice> devices) =>
        devices.SelectMany(d => d.WithDescendants()).Where(d => d.FileSystem == "btrfs" && d.Uuid == device.Uuid).Select(d => d.KernelName).Distinct().Count() > 1;

    private static string Dependents(BlockDevice device, IReadOnlyList<BlockDevice> devices, IReadOnlyList<MountEntry> mounts)
    {
        HashSet<string> above = [.. device.WithDescendants().Select(d => d.KernelName)];
        List<string> mountPoints = [.. mounts.Where(m => MountTable.DeviceOf(m, devices) is { } on && above.Contains(on.KernelName)).Select(MountTable.PathOf)];
        return mountPoints.Count == 0 ? "" : $" for {string.Join(", ", mountPoints)}";
    }
}
