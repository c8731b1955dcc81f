using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes LVM's physical volumes, groups and logical volumes, and reads each back.</summary>
internal static class VolumeMaker
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Makes a physical volume.</summary>
    public static async Task RunAsync(MakePhysicalVolume step, RebuildContext context, CancellationToken ct)
    {
        string node = context.Node(step.PhysicalVolume.Device);
        await ExternalTool.RunAsync("lvm", LvmCommand.MakePhysicalVolume(step.PhysicalVolume, node), ct, Timeout).ConfigureAwait(false);
        IReadOnlyList<IReadOnlyDictionary<string, string>> rows = await RowsAsync(LvmCommand.ShowPhysicalVolumes([node]), "pv", ct).ConfigureAwait(false);
        string uuid = rows.Count == 1 ? rows[0].GetValueOrDefault("pv_uuid", "") : "";
        if (uuid != step.PhysicalVolume.Uuid)
        {
            throw RebuildContext.Failure($"The new physical volume on {step.PhysicalVolume.Device} reads back with the UUID '{uuid}' instead of '{step.PhysicalVolume.Uuid}'.");
        }
    }

    /// <summary>Makes a group; its physical volumes must have room for as many extents as planned.</summary>
    public static async Task RunAsync(MakeVolumeGroup step, RebuildContext context, CancellationToken ct)
    {
        List<string> nodes = [.. step.Devices.Select(context.Node)];
        await ExternalTool.RunAsync("lvm", LvmCommand.MakeGroup(step, nodes), ct, Timeout).ConfigureAwait(false);
        context.AddTakedown(new Takedown("lvm", LvmCommand.Deactivate(step.Name, nodes), $"the volume group {step.Name}"));
        IReadOnlyList<IReadOnlyDictionary<string, string>> rows = await RowsAsync(LvmCommand.ShowPhysicalVolumes(nodes), "pv", ct).ConfigureAwait(false);
        foreach (LayoutPhysicalVolume planned in context.Plan.Steps.OfType<MakePhysicalVolume>().Select(m => m.PhysicalVolume).Where(v => step.Devices.Contains(v.Device)))
        {
            IReadOnlyDictionary<string, string>? row = rows.FirstOrDefault(r => r.GetValueOrDefault("pv_uuid", "") == planned.Uuid);
            if (row is null || row.GetValueOrDefault("vg_name", "") != step.Name || Number(row, "vg_extent_size") != step.ExtentBytes
                || Number(row, "pe_start") != planned.DataStartBytes || Number(row, "pv_pe_count") < planned.Extents)
            {
                string found = row is null ? "nothing" : string.Join(", ", row.Select(f => $"{f.Key} {f.Value}"));
                throw RebuildContext.Failure(
                    $"The new volume group {step.Name} reads back otherwise than planned: on {planned.Device} there is {found} instead of {planned.Extents} extents of {step.ExtentBytes} bytes from byte {planned.DataStartBytes} on.");
            }
        }
    }

    /// <summary>Makes a logical volume; from then on later steps find it by its name in the plan.</summary>
    public static async Task RunAsync(MakeLogicalVolume step, RebuildContext context, CancellationToken ct)
    {
        MakeVolumeGroup group = context.Plan.Steps.OfType<MakeVolumeGroup>().First(g => g.Name == step.Group);
        List<string> nodes = [.. group.Devices.Select(context.Node)];
        await ExternalTool.RunAsync("lvm", LvmCommand.MakeVolume(step, nodes), ct, Timeout).ConfigureAwait(false);
        await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
        IReadOnlyList<IReadOnlyDictionary<string, string>> rows = await RowsAsync(LvmCommand.ShowVolume(step.Group, step.Volume.Name, nodes), "lv", ct).ConfigureAwait(false);
        if (rows.Count == 0 || rows.Any(r => Number(r, "lv_size") != step.Volume.SizeBytes || !IsType(r.GetValueOrDefault("segtype", ""), step.Volume.Type)))
        {
            string found = rows.Count == 0 ? "nothing" : $"{rows[0].GetValueOrDefault("segtype", "")}, {rows[0].GetValueOrDefault("lv_size", "")} bytes";
            throw RebuildContext.Failure($"The new volume {step.Group}/{step.Volume.Name} reads back as {found} instead of {step.Volume.Type}, {step.Volume.SizeBytes} bytes.");
        }

        context.AddDevice(LayoutDeviceNames.Volume(step.Group, step.Volume.Name), rows[0].GetValueOrDefault("lv_dm_path", ""));
    }

    /// <summary>LVM tells "raid5_ls" of a volume made as "raid5", and "linear" of one stripe.</summary>
    internal static bool IsType(string told, string planned) =>
        told == planned || told.StartsWith(planned + "_", StringComparison.Ordinal) || (planned == "striped" && told == "linear");

    private static async Task<IReadOnlyList<IReadOnlyDictionary<string, string>>> RowsAsync(IReadOnlyList<string> arguments, string kind, CancellationToken ct)
    {
        ToolResult result = await ExternalTool.RunAsync("lvm", arguments, ct).ConfigureAwait(false);
        return LvmRows.TryParse(result.Output, kind, out IReadOnlyList<IReadOnlyDictionary<string, string>>? rows)
            ? rows
            : throw new ToolException($"lvm {arguments[0]} gave an answer that is not its JSON: {ExternalTool.LastWords(result)}");
    }

    private static long Number(IReadOnlyDictionary<string, string> row, string name) =>
        long.TryParse(row.GetValueOrDefault(name, ""), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : -1;
}
