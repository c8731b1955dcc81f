using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Wire;
using Monitas.Agent.Disks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Looks at the disks that a plan does not name, before anything is written: it must neither touch them nor make what could be mixed up with theirs.</summary>
internal static class ContainerScan
{
    private static readonly string[] Kinds = ["linux_raid_member", "crypto_LUKS", "LVM2_member", "btrfs"];

    /// <summary>Looks, where the plan makes anything that other disks could have a part of.</summary>
    /// <exception cref="RebuildException">Something stands against the plan; nothing was written.</exception>
    public static async Task CheckAsync(RebuildPlan plan, IReadOnlyCollection<TargetDisk> targets, CancellationToken ct)
    {
        IReadOnlyList<BlockDevice> devices = await BlockDeviceReader.ReadAsync(ct).ConfigureAwait(false);
        HashSet<string> paths = [.. targets.Select(t => t.Path)];
        List<BlockDevice> others = [.. devices.Where(d => !paths.Contains(d.Path))];
        if (Shared([.. devices.Where(d => paths.Contains(d.Path))], others) is { } shared)
        {
            throw new RebuildException($"{shared.Name} lies on a disk of the plan and on one that the plan does not name. Nothing was written: make a plan with both, or take the other disk out.");
        }

        IReadOnlyDictionary<string, string> groups = plan.Steps.Any(s => s is MakeVolumeGroup) ? await GroupsAsync(ct).ConfigureAwait(false) : new Dictionary<string, string>();
        List<ForeignMember> members =
        [
            .. from disk in others
               from device in disk.WithDescendants()
               where Kinds.Contains(device.FileSystem)
               select new ForeignMember($"{disk.Path} {disk.Model} {disk.Serial}".TrimEnd(), device.Path, device.FileSystem, device.Uuid, groups.GetValueOrDefault(device.KernelName, "")),
        ];
        if (ContainerConflicts.Find(plan, members) is { Length: > 0 } conflict)
        {
            throw new RebuildException(conflict);
        }
    }

    /// <summary>What lies on both sides, such as an array that was put together from a target and another disk.</summary>
    internal static BlockDevice? Shared(IReadOnlyList<BlockDevice> targets, IReadOnlyList<BlockDevice> others)
    {
        HashSet<string> onTargets = [.. targets.SelectMany(d => d.WithDescendants()).Select(d => d.KernelName)];
        return others.SelectMany(d => d.WithDescendants()).FirstOrDefault(d => onTargets.Contains(d.KernelName));
    }

    /// <summary>The volume groups by the kernel names of their physical volumes.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> GroupsAsync(CancellationToken ct)
    {
        ToolResult result = await ExternalTool.TryRunAsync("lvm", LvmCommand.ShowAll(), ct).ConfigureAwait(false);
        if (!LvmRows.TryParse(result.Output, "pv", out IReadOnlyList<IReadOnlyDictionary<string, string>>? rows))
        {
            throw new ToolException($"lvm pvs gave an answer that is not its JSON: {ExternalTool.LastWords(result)}");
        }

        Dictionary<string, string> groups = new(StringComparer.Ordinal);
        foreach (IReadOnlyDictionary<string, string> row in rows.Where(r => r.GetValueOrDefault("pv_name", "").StartsWith("/dev/", StringComparison.Ordinal)))
        {
            groups[DiskTree.KernelName(row["pv_name"])] = row.GetValueOrDefault("vg_name", "");
        }

        return groups;
    }
}
