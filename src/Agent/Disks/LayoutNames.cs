using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>
/// Gives each device of the chosen disks its name in the layout (<see cref="LayoutDeviceNames"/>); a device that a rebuild does not make,
/// such as a snapshot or the inside of a pool, has none. Pure.
/// </summary>
internal sealed class LayoutNames
{
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly List<BlockDevice> _named = [];

    private LayoutNames()
    {
    }

    /// <summary>All devices with a name, each once, what lies below first.</summary>
    public IReadOnlyList<BlockDevice> Devices => _named;

    /// <summary>Names everything.</summary>
    /// <param name="disks">The disks of the layout in order.</param>
    /// <param name="kept">The logical volumes that are made again, by their device mapper names.</param>
    public static LayoutNames Make(IReadOnlyList<BlockDevice> disks, IReadOnlyDictionary<string, LvmSegment> kept)
    {
        LayoutNames names = new();
        for (int i = 0; i < disks.Count; i++)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"disk{i}");
            names.Add(disks[i], name);
            foreach (BlockDevice partition in disks[i].Children.Where(c => c.Type == "part"))
            {
                names.Add(partition, LayoutDeviceNames.Partition(name, LayoutBuilder.PartitionNumber(disks[i].KernelName, partition.KernelName)));
            }
        }

        // Without a LUKS header below, a mapping is plain dm-crypt: nothing on the disk tells how to make it again.
        HashSet<string> inLuks = [.. disks.SelectMany(d => d.WithDescendants()).Where(d => d.FileSystem == "crypto_LUKS").SelectMany(d => d.Children).Select(c => c.KernelName)];
        int arrays = 0;
        int encryptions = 0;
        foreach (BlockDevice device in disks.SelectMany(d => d.WithDescendants()).Where(d => !names._names.ContainsKey(d.KernelName)).DistinctBy(d => d.KernelName))
        {
            if (StorageReader.IsArray(device))
            {
                names.Add(device, string.Create(CultureInfo.InvariantCulture, $"md{arrays++}"));
            }
            else if (device.Type == "crypt" && inLuks.Contains(device.KernelName))
            {
                names.Add(device, string.Create(CultureInfo.InvariantCulture, $"luks{encryptions++}"));
            }
            else if (device.Type == "lvm" && kept.TryGetValue(device.Name, out LvmSegment? volume))
            {
                names.Add(device, LayoutDeviceNames.Volume(volume.Group, volume.Name));
            }
        }

        return names;
    }

    /// <summary>The name of a device; empty when it has none.</summary>
    public string Of(BlockDevice? device) => device is null ? "" : _names.GetValueOrDefault(device.KernelName, "");

    /// <summary>The name of the device of a node's path, such as "/dev/sda2" or "/dev/mapper/vg0-root"; empty when it has none.</summary>
    public string OfNode(string node) => Of(StorageFacts.Find(_named, node));

    private void Add(BlockDevice device, string name)
    {
        _names.Add(device.KernelName, name);
        _named.Add(device);
    }
}
