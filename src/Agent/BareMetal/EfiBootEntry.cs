using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Agent.Interop;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// The firmware's boot entry for the new system, made with efibootmgr. Some firmware refuses or forgets entries, so every failure
/// here is a warning: the loader also lies in the fallback path.
/// </summary>
internal static class EfiBootEntry
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Makes or keeps the entry and puts it into the boot order.</summary>
    /// <param name="efiPartition">The EFI system partition, such as "disk0.1".</param>
    /// <param name="label">The text of the entry.</param>
    /// <param name="loader">The file that is started, as the firmware names it.</param>
    /// <param name="context">The run.</param>
    /// <param name="ct">Stops it.</param>
    public static async Task EnsureAsync(string efiPartition, string label, string loader, RebuildContext context, CancellationToken ct)
    {
        try
        {
            MountVariables();
            await SetAsync(Wanted(efiPartition, label, loader, context), context.Disk(efiPartition), context, ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            context.Warn($"The firmware took no boot entry; the new system starts by the fallback path EFI/BOOT/BOOTX64.EFI. {e.Message}");
        }
    }

    private static async Task SetAsync(EfiLoadOption wanted, TargetDisk disk, RebuildContext context, CancellationToken ct)
    {
        EfiVariables firmware = new();
        IReadOnlyList<ushort> before = firmware.BootOrder();
        BootOrderPlan plan = BootOrderPlan.Make(firmware.BootEntries(), wanted);
        foreach (ushort number in plan.Stale)
        {
            await ExternalTool.RunAsync("efibootmgr", ["-q", "-b", Hex(number), "-B"], ct, Timeout).ConfigureAwait(false);
        }

        if (plan.Existing is null)
        {
            string partition = wanted.PartitionNumber.ToString(CultureInfo.InvariantCulture);
            await ExternalTool.RunAsync("efibootmgr", ["-q", "-c", "-d", disk.Path, "-p", partition, "-L", wanted.Description, "-l", wanted.File], ct, Timeout).ConfigureAwait(false);
        }

        ushort entry = BootOrderPlan.Make(firmware.BootEntries(), wanted).Existing ?? throw new IOException("efibootmgr claimed success, but the entry is not there.");
        IReadOnlyList<ushort> order = BootOrderPlan.Order(before, entry, firmware.BootCurrent(), plan.Stale);
        if (!order.SequenceEqual(firmware.BootOrder()))
        {
            await ExternalTool.RunAsync("efibootmgr", ["-q", "-o", string.Join(',', order.Select(Hex))], ct, Timeout).ConfigureAwait(false);
        }

        context.Log($"The firmware's entry Boot{Hex(entry)} '{wanted.Description}' starts {wanted.File}; boot order {string.Join(", ", firmware.BootOrder().Select(Hex))}");
    }

    private static EfiLoadOption Wanted(string efiPartition, string label, string loader, RebuildContext context)
    {
        LayoutPartition partition = context.Plan.Steps.OfType<WritePartitionTable>().SelectMany(t => t.Partitions.Where(p => $"{t.Disk}.{p.Number}" == efiPartition)).FirstOrDefault()
            ?? throw new IOException($"{efiPartition} is no partition that the plan writes.");
        return new EfiLoadOption
        {
            Description = label,
            Active = true,
            PartitionId = Guid.TryParse(partition.Uuid, out Guid id) ? id : throw new IOException("The EFI system partition has no GUID."),
            PartitionNumber = (uint)partition.Number,
            PartitionStart = (ulong)partition.StartSector,
            PartitionSize = (ulong)partition.SizeSectors,
            File = loader,
        };
    }

    private static void MountVariables()
    {
        if (MountTable.At(EfiVariables.DefaultDirectory) is null && Directory.Exists(EfiVariables.DefaultDirectory))
        {
            LinuxMount.Mount("efivarfs", EfiVariables.DefaultDirectory, "efivarfs", MountFlags.None);
        }
    }

    private static string Hex(ushort number) => number.ToString("X4", CultureInfo.InvariantCulture);
}
