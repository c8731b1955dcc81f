using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Images;

/// <summary>The firmware's boot entries that start something from the partitions of a layout.</summary>
internal static class BootEntryList
{
    /// <summary>The entries in the order in which the firmware tries them; entries that it does not try are left out. Null when there are none.</summary>
    /// <param name="firmware">The firmware's variables.</param>
    /// <param name="disks">The disks of the layout.</param>
    public static IReadOnlyList<LayoutBootEntry>? Of(EfiVariables firmware, IReadOnlyList<LayoutDisk> disks)
    {
        IReadOnlyDictionary<ushort, EfiLoadOption> known = firmware.BootEntries();
        List<LayoutBootEntry> entries = [];
        foreach (EfiLoadOption option in firmware.BootOrder().Select(n => known.GetValueOrDefault(n)).OfType<EfiLoadOption>().Where(o => o.Active && o.File.Length > 0))
        {
            if (Device(option.PartitionId, disks) is { } device)
            {
                entries.Add(new LayoutBootEntry { Device = device, Label = option.Description, Loader = option.File });
            }
        }

        return entries.Count > 0 ? entries : null;
    }

    private static string? Device(Guid partition, IReadOnlyList<LayoutDisk> disks) => disks
        .SelectMany(d => d.Partitions.Where(p => Guid.TryParse(p.Uuid, out Guid id) && id == partition).Select(p => LayoutDeviceNames.Partition(d.Name, p.Number)))
        .FirstOrDefault();
}
