using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// A layout without one of its disks: arrays are made with a member missing, which can be added to the running system later. Whatever else lies
/// on the disk stands against it, but swap and what was not mounted. Pure.
/// </summary>
internal static class LayoutWithout
{
    /// <summary>Leaves a disk out.</summary>
    /// <param name="layout">A layout that <see cref="LayoutCheck"/> has passed.</param>
    /// <param name="name">The disk, such as "disk1".</param>
    public static LayoutChange Disk(MachineLayout layout, string name)
    {
        if (layout.Disks.All(d => d.Name != name))
        {
            return new LayoutChange(layout, [], [], [$"The backup has no disk '{name}' that could be left out."]);
        }

        List<LayoutArray> hit = [.. layout.Arrays.Where(a => a.Members.Concat(a.Spares).Any(IsOn))];
        List<LayoutArray> arrays = [.. layout.Arrays.Select(a => a with { Members = [.. a.Members.Where(m => !IsOn(m))], Spares = [.. a.Spares.Where(m => !IsOn(m))] })];
        List<string> against =
        [
            .. arrays.Where(a => a.Members.Count == 0 || !ContainerSoundness.IsSound(a)).Select(a => $"{a.Name} ({a.Level})"),
            .. layout.Encryptions.Where(e => IsOn(e.Device)).Select(e => $"the LUKS device {e.MapName}"),
            .. layout.VolumeGroups.Where(g => g.PhysicalVolumes.Any(p => IsOn(p.Device))).Select(g => $"the volume group {g.Name}"),
            .. layout.FileSystems.Where(f => f.MountPoint.Length > 0 && StorageTree.DevicesOf(f).Any(IsOn)).Select(f => f.MountPoint),
        ];
        List<LayoutFileSystem> left = [.. layout.FileSystems.Where(f => f.MountPoint.Length == 0 && StorageTree.DevicesOf(f).Any(IsOn))];
        List<string> warnings = [.. hit.Count == 0 ? [] : new[] { $"{name} is left out: {string.Join(" and ", hit.Select(a => a.Name))} {(hit.Count == 1 ? "has a member" : "have members")} less and {(hit.Count == 1 ? "bears" : "bear")} fewer failures; mdadm --add brings a disk in later." }];
        warnings.AddRange(left.Select(f => $"The {f.Type} on {DeviceText.Of(f.Device)} is left out with its disk: take it out of /etc/fstab if it is there."));
        MachineLayout changed = layout with
        {
            Disks = [.. layout.Disks.Where(d => d.Name != name)],
            Arrays = arrays,
            FileSystems = [.. layout.FileSystems.Except(left)],
        };
        return new LayoutChange(changed, [], warnings, against.Count == 0 ? [] : [$"{name} cannot be left out: {string.Join(", ", against)} cannot do without it."]);

        bool IsOn(string device) => LayoutDeviceNames.IsOnDisk(device) && LayoutDeviceNames.DiskOf(device) == name;
    }
}
