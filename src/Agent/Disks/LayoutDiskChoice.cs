using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Files;

namespace Monitas.Agent.Disks;

/// <summary>Which disks belong to the machine's layout: those with a mounted file system that the archive holds, or with swap in use. Pure.</summary>
/// <param name="Disks">The disks, the one with the root file system first.</param>
/// <param name="Warnings">Disks that hold archived files and are left out nevertheless.</param>
internal sealed record LayoutDiskChoice(IReadOnlyList<BlockDevice> Disks, IReadOnlyList<string> Warnings)
{
    /// <summary>Chooses. A removable or USB disk is left out unless the system itself lies on it.</summary>
    /// <param name="devices">The tree of block devices.</param>
    /// <param name="mounts">The mounts whose files the archive holds.</param>
    /// <param name="swapDevices">The nodes that are in use as swap.</param>
    /// <param name="unions">Devices that make sense together only, by kernel name: a disk with one of them brings the disks with the others.</param>
    public static LayoutDiskChoice Choose(
        IReadOnlyList<BlockDevice> devices, IReadOnlyList<MountEntry> mounts, IReadOnlyList<string> swapDevices, IEnumerable<IReadOnlySet<string>> unions)
    {
        Dictionary<string, List<string>> mountPoints = [];
        List<string> warnings = [];
        foreach (MountEntry mount in mounts)
        {
            if (MountTable.DeviceOf(mount, devices) is { } device)
            {
                mountPoints.TryAdd(device.KernelName, []);
                mountPoints[device.KernelName].Add(MountTable.PathOf(mount));
            }
            else
            {
                warnings.Add($"{MountTable.PathOf(mount)} lies on a device that lsblk does not show; a rebuild puts its files into the file system above it.");
            }
        }

        List<(BlockDevice Disk, List<string> MountPoints)> chosen = [];
        foreach (BlockDevice disk in devices.Where(d => d.Type == "disk" && !BlockDeviceReader.IsVirtual(d)))
        {
            List<string> here = [.. disk.WithDescendants().SelectMany(d => mountPoints.GetValueOrDefault(d.KernelName, [])).Distinct().Order(StringComparer.Ordinal)];
            bool isSystem = here.Any(m => m is "/" or "/usr" or "/var" || m.StartsWith("/boot", StringComparison.Ordinal));
            if (here.Count > 0 && IsPortable(disk) && !isSystem)
            {
                warnings.Add($"{string.Join(", ", here)} lies on a removable or USB disk, which a rebuild leaves alone: its files go into the file system above it.");
            }
            else if (here.Count > 0 || disk.WithDescendants().Any(d => swapDevices.Contains(d.Path)))
            {
                chosen.Add((disk, here));
            }
        }

        AddUnited(chosen, devices, [.. unions]);
        return new LayoutDiskChoice(
            [.. chosen.OrderByDescending(c => c.MountPoints.Contains("/")).ThenBy(c => c.Disk.KernelName, StringComparer.Ordinal).Select(c => c.Disk)],
            warnings);
    }

    private static bool IsPortable(BlockDevice disk) => disk.Removable || disk.Transport == "usb";

    private static void AddUnited(List<(BlockDevice Disk, List<string> MountPoints)> chosen, IReadOnlyList<BlockDevice> devices, List<IReadOnlySet<string>> unions)
    {
        int before;
        do
        {
            before = chosen.Count;
            HashSet<string> here = [.. chosen.SelectMany(c => c.Disk.WithDescendants()).Select(d => d.KernelName)];
            HashSet<string> wanted = [.. unions.Where(u => u.Overlaps(here)).SelectMany(u => u)];
            chosen.AddRange(devices
                .Where(d => d.Type == "disk" && !BlockDeviceReader.IsVirtual(d) && !IsPortable(d) && !here.Contains(d.KernelName) && d.WithDescendants().Any(x => wanted.Contains(x.KernelName)))
                .Select(d => (d, new List<string>())));
        }
        while (chosen.Count > before);
    }
}
