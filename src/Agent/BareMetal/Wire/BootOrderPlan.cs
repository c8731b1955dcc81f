using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Agent.Disks.Wire;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>What to do with the firmware's boot entries so that it starts the new system. Pure.</summary>
/// <param name="Existing">An entry that is right already; null when one must be made.</param>
/// <param name="Stale">Entries for the same partition id that point elsewhere on the disk, or to another file under the same name: to be deleted.</param>
internal sealed record BootOrderPlan(ushort? Existing, IReadOnlyList<ushort> Stale)
{
    /// <summary>Compares the entries with the one that is wanted.</summary>
    public static BootOrderPlan Make(IReadOnlyDictionary<ushort, EfiLoadOption> entries, EfiLoadOption wanted)
    {
        ushort? existing = null;
        List<ushort> stale = [];
        foreach ((ushort number, EfiLoadOption entry) in entries)
        {
            if (entry.PartitionId != wanted.PartitionId || wanted.PartitionId == Guid.Empty)
            {
                continue;
            }

            bool sameFile = string.Equals(entry.File, wanted.File, StringComparison.OrdinalIgnoreCase);
            bool samePlace = entry.PartitionNumber == wanted.PartitionNumber && entry.PartitionStart == wanted.PartitionStart && entry.PartitionSize == wanted.PartitionSize;
            if (existing is null && sameFile && samePlace && entry.Active)
            {
                existing = number;
            }
            else if (sameFile || entry.Description == wanted.Description)
            {
                stale.Add(number);
            }
        }

        return new BootOrderPlan(existing, stale);
    }

    /// <summary>
    /// The boot order with the new system's entry in it: where it was, else right behind the entry that this start used (the network
    /// stays in front of the disk if it was), else first. Entries that were deleted are left out.
    /// </summary>
    public static IReadOnlyList<ushort> Order(IReadOnlyList<ushort> before, ushort entry, ushort? current, IReadOnlyList<ushort> deleted)
    {
        List<ushort> order = [.. before.Where(n => !deleted.Contains(n)).Distinct()];
        if (order.Contains(entry))
        {
            return order;
        }

        int position = current is { } now ? order.IndexOf(now) + 1 : 0;
        order.Insert(position, entry);
        return order;
    }
}
