using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;

namespace Monitas.Agent.Disks;

/// <summary>Names what lies between a partition and its file systems and cannot be made again by a rebuild. Pure.</summary>
internal static class StorageContainers
{
    /// <summary>One sentence for every device that holds such a thing; the mounts name what depends on it.</summary>
    public static IEnumerable<string> Unsupported(IReadOnlyList<BlockDevice> disks, LayoutSource source)
    {
        foreach (BlockDevice device in disks.SelectMany(d => d.WithDescendants()).DistinctBy(d => d.KernelName))
        {
            string words = Words(device);
            if (words.Length > 0 && !IsMadeAtEveryStart(device, source))
            {
                yield return $"{device.Path} holds {words}{Dependents(device, source)}: a rebuild cannot make that again.";
            }
            else if (source.Storage.Unread.TryGetValue(device.KernelName, out string? reason))
            {
                yield return $"{device.Path}{Dependents(device, source)} could not be described, so a rebuild cannot make it again. {reason}";
            }
        }
    }

    /// <summary>Is this, as blkid names it, a part of something larger rather than a file system?</summary>
    public static bool IsContainer(BlockDevice device) => device.FileSystem is "LVM2_member" or "linux_raid_member" or "crypto_LUKS" || Words(device).Length > 0;

    private static string Words(BlockDevice device) => device.FileSystem switch
    {
        "LVM1_member" => "LVM of the first version",
        "isw_raid_member" or "ddf_raid_member" or "nvidia_raid_member" or "promise_fasttrack_raid_member" => "firmware RAID",
        "zfs_member" => "ZFS",
        "bcache" => "bcache",
        "drbd" => "DRBD",
        "mpath_member" => "a multipath device",
        "VMFS_volume_member" => "VMFS",
        _ => device.Children.FirstOrDefault(c => !Fits(c, device)) is { } child ? (child.Type == "part" ? $"a partition table of its own ({child.Name})" : $"a {child.Type} device ({child.Name})") : "",
    };

    /// <summary>May this lie on a device with such content? Partitions lie on disks; volumes, arrays and mappings on what blkid names so. What lies on a logical volume may be a part of another.</summary>
    private static bool Fits(BlockDevice child, BlockDevice device) => child.Type switch
    {
        "part" => device.Type is "disk",
        "lvm" => device.FileSystem is "LVM2_member" || device.Type is "lvm",
        "crypt" => device.FileSystem is "crypto_LUKS",
        _ => StorageReader.IsArray(child) && device.FileSystem is "linux_raid_member",
    };

    /// <summary>Swap with a key that is made anew at every start leaves nothing to make again.</summary>
    private static bool IsMadeAtEveryStart(BlockDevice device, LayoutSource source) =>
        device.Children.Count == 1 && device.Children[0].Type == "crypt"
        && source.Storage.CrypTab.Any(l => l.Name == device.Children[0].Name && l.KeyFile is "/dev/urandom" or "/dev/random" or "/dev/hwrng");

    private static string Dependents(BlockDevice device, LayoutSource source)
    {
        HashSet<string> above = [.. device.WithDescendants().Select(d => d.KernelName)];
        List<string> mountPoints = [.. source.Mounts.Where(m => MountTable.DeviceOf(m, source.Devices) is { } on && above.Contains(on.KernelName)).Select(MountTable.PathOf)];
        return mountPoints.Count == 0 ? "" : $" for {string.Join(", ", mountPoints)}";
    }
}
