using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>
/// Carries the new sizes of partitions and disks up to the file systems: through arrays, LUKS devices and volume groups. Each keeps its
/// recorded size, and gains or loses what lies below it does: so nothing need be known of superblocks and headers. Pure.
/// </summary>
internal sealed class StorageFitter
{
    /// <summary>16 PiB: above any disk, and far below what overflows when many are added up.</summary>
    public const long MaxBytes = 1L << 54;

    /// <summary>What lies idle below this is not worth a warning.</summary>
    private const long IdleBytes = 64L << 20;

    private readonly StorageTree _tree;
    private readonly StorageNeeds _needs;
    private readonly Dictionary<string, int> _sectors;
    private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
    private readonly List<FittedContainer> _containers = [];
    private readonly List<string> _warnings = [];
    private readonly List<string> _refusals = [];

    private StorageFitter(StorageNeeds needs, IReadOnlyList<ChosenDisk> disks)
    {
        _tree = needs.Tree;
        _needs = needs;
        _sectors = disks.ToDictionary(d => d.Layout.Name, d => d.Target.LogicalSectorBytes);
        foreach (ChosenDisk disk in disks)
        {
            Know(disk.Layout.Name, disk.Target.SizeBytes);
            foreach (LayoutPartition partition in disk.Fit.Partitions)
            {
                Know(LayoutDeviceNames.Partition(disk.Layout.Name, partition.Number), partition.SizeSectors * disk.Target.LogicalSectorBytes);
            }
        }
    }

    /// <summary>Fits everything above the chosen disks.</summary>
    public static FittedStorage Fit(StorageNeeds needs, IReadOnlyList<ChosenDisk> disks)
    {
        StorageFitter fitter = new(needs, disks);
        fitter.Climb();
        fitter._refusals.AddRange(FileSystemFit.Refusals(needs, fitter._sizes));
        return new FittedStorage { Sizes = fitter._sizes, Containers = fitter._containers, Warnings = fitter._warnings, Refusals = fitter._refusals };
    }

    /// <summary>Takes what lies on known sizes, until nothing is left.</summary>
    private void Climb()
    {
        List<LayoutArray> arrays = [.. _tree.Layout.Arrays];
        List<LayoutEncryption> encryptions = [.. _tree.Layout.Encryptions];
        List<LayoutVolumeGroup> groups = [.. _tree.Layout.VolumeGroups];
        int before;
        do
        {
            before = arrays.Count + encryptions.Count + groups.Count;
            arrays.RemoveAll(a => a.Members.Concat(a.Spares).All(_sizes.ContainsKey) && Add(new FittedContainer.Array(Fit(a))));
            encryptions.RemoveAll(e => _sizes.ContainsKey(e.Device) && Add(new FittedContainer.Encryption(Fit(e))));
            groups.RemoveAll(g => g.PhysicalVolumes.All(p => _sizes.ContainsKey(p.Device)) && Add(new FittedContainer.Group(Fit(g))));
        }
        while (arrays.Count + encryptions.Count + groups.Count < before);
    }

    private bool Add(FittedContainer container)
    {
        _containers.Add(container);
        return true;
    }

    private void Know(string device, long sizeBytes) => _sizes[device] = Math.Clamp(sizeBytes, 0, MaxBytes);

    private long Gained(string device) => _sizes[device] - _tree.SizeBytes(device);

    private LayoutArray Fit(LayoutArray array)
    {
        long unit = ArraySizes.Unit(array);
        List<string> parts = [.. array.Members, .. array.Spares];
        LayoutArray fitted;
        if (ArraySizes.HasComponents(array))
        {
            long component = Math.Clamp(array.ComponentBytes + (parts.Min(p => FloorDivide(Gained(p), unit)) * unit), 0, Math.Max(array.ComponentBytes, ArraySizes.MaxComponentBytes(array)));
            fitted = array with { ComponentBytes = component, SizeBytes = Math.Max(0, array.SizeBytes + ArraySizes.Of(array, component) - ArraySizes.Of(array, array.ComponentBytes)) };
            WarnOfIdle(array, parts, component - array.ComponentBytes);
        }
        else
        {
            fitted = array with { SizeBytes = Math.Max(0, array.SizeBytes + parts.Sum(p => FloorDivide(Gained(p), unit) * unit)) };
        }

        Know(array.Name, fitted.SizeBytes);
        return fitted;
    }

    private void WarnOfIdle(LayoutArray array, List<string> parts, long grownBytes)
    {
        foreach (string part in parts.Where(p => Gained(p) - Math.Max(0, grownBytes) > IdleBytes))
        {
            _warnings.Add($"{SizeText.Of(Gained(part) - Math.Max(0, grownBytes))} of {DeviceText.Of(part)} stay unused: the members of {array.Name} are all as large as the smallest.");
        }
    }

    private LayoutEncryption Fit(LayoutEncryption encryption)
    {
        long change = FloorDivide(Gained(encryption.Device), ArraySizes.UnitBytes) * ArraySizes.UnitBytes;
        LayoutEncryption fitted = encryption with { SizeBytes = Math.Max(0, encryption.SizeBytes + change) };
        Know(encryption.Name, fitted.SizeBytes);
        return fitted;
    }

    private LayoutVolumeGroup Fit(LayoutVolumeGroup group)
    {
        List<LayoutPhysicalVolume> physical = [.. group.PhysicalVolumes.Select(p => p with { Extents = Math.Max(0, p.Extents + FloorDivide(Gained(p.Device), group.ExtentBytes)) })];
        VolumeFitter fitter = new(group, [.. physical.Select(p => p.Extents)], _needs);
        IReadOnlyList<LayoutLogicalVolume>? volumes = fitter.Fit();
        if (volumes is null || physical.Any(p => p.Extents == 0))
        {
            string given = string.Join(" and ", physical.Select(p => $"{SizeText.Of(p.Extents * group.ExtentBytes)} on {DeviceText.Of(p.Device)}"));
            string apart = group.Volumes.Any(v => VolumeExtents.Devices(v) > 1) ? ", each copy and stripe on a disk of its own" : "";
            _refusals.Add($"The volumes of the group {group.Name} need {SizeText.AtLeast(fitter.NeededExtents * group.ExtentBytes)}{apart}; the new disks give it {given}.");
        }

        RefuseMixedSectors(group);
        LayoutVolumeGroup fitted = group with { PhysicalVolumes = physical, Volumes = volumes ?? group.Volumes };
        foreach (LayoutLogicalVolume volume in fitted.Volumes)
        {
            Know(LayoutDeviceNames.Volume(group.Name, volume.Name), volume.SizeBytes);
        }

        return fitted;
    }

    /// <summary>vgcreate refuses devices with different sectors, unless it is told otherwise for each group (lvm.conf, allow_mixed_block_sizes).</summary>
    private void RefuseMixedSectors(LayoutVolumeGroup group)
    {
        List<int> sectors = [.. group.PhysicalVolumes.Select(p => _tree.Disks(p.Device).Max(d => _sectors.GetValueOrDefault(d, 512))).Distinct().Order()];
        Dictionary<string, int> recorded = _tree.Layout.Disks.ToDictionary(d => d.Name, d => d.LogicalSectorBytes);
        if (sectors.Count > 1 && group.PhysicalVolumes.Select(p => _tree.Disks(p.Device).Max(d => recorded[d])).Distinct().Count() == 1)
        {
            _refusals.Add($"The group {group.Name} would lie on disks with sectors of {string.Join(" and ", sectors)} bytes, which LVM does not put into one group: choose disks with sectors of one size.");
        }
    }

    private static long FloorDivide(long value, long unit) => value >= 0 ? value / unit : -((-value + unit - 1) / unit);
}
