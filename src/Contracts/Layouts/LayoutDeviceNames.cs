using System;

namespace Monitas.Contracts.Layouts;

/// <summary>
/// The names by which things in a layout or a plan refer to each other. They hold inside one document only; a node of the living
/// machine is never part of them.
/// <list type="table">
/// <item><term>disk0</term><description>a disk (<see cref="LayoutDisk.Name"/>); in a plan, one of its targets</description></item>
/// <item><term>disk0.2</term><description>partition number 2 of that disk</description></item>
/// <item><term>md0</term><description>an MD array (<see cref="LayoutArray.Name"/>); the number has nothing to do with /dev/md0</description></item>
/// <item><term>luks0</term><description>what is inside an opened LUKS device (<see cref="LayoutEncryption.Name"/>)</description></item>
/// <item><term>vg0/root</term><description>a logical volume, by the names that LVM knows: group, slash, volume</description></item>
/// </list>
/// A group's name may itself be "md0" or hold a point, but no slash, and none of the other names has one.
/// </summary>
public static class LayoutDeviceNames
{
    /// <summary>The name of a partition, such as "disk0.2".</summary>
    public static string Partition(string disk, int number) => $"{disk}.{number}";

    /// <summary>The name of a logical volume, such as "vg0/root".</summary>
    public static string Volume(string group, string volume) => $"{group}/{volume}";

    /// <summary>Does the name stand for a logical volume?</summary>
    public static bool IsVolume(string device) => device.Contains('/', StringComparison.Ordinal);

    /// <summary>Does the name stand for a disk or a partition of one, "disk0" or "disk0.2"?</summary>
    public static bool IsOnDisk(string device) => !IsVolume(device) && device.StartsWith("disk", StringComparison.Ordinal);

    /// <summary>The disk of a disk or partition: "disk0" for "disk0" and "disk0.2". Of any other name it is the name itself.</summary>
    public static string DiskOf(string device) => IsVolume(device) ? device : device.Split('.')[0];
}
