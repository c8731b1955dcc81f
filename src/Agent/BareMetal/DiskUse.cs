using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Agent.Disks;
using Monitas.Agent.Files;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.BareMetal;

/// <summary>Which disks are in use at this moment.</summary>
internal static class DiskUse
{
    /// <summary>The device nodes of those disks of which any part is mounted or used as swap.</summary>
    public static IReadOnlySet<string> InUse(IReadOnlyList<DiskFacts> disks)
    {
        IReadOnlyList<MountEntry> mounts = MountTable.Read();
        HashSet<string> numbers = [.. mounts.Select(m => m.Device)];
        HashSet<string> nodes = [.. mounts.Select(m => Encoding.UTF8.GetString(m.Source)), .. MountTable.SwapDevices()];
        return disks.Where(d => DiskTree.Nodes(d.Path["/dev/".Length..]).Any(n => nodes.Contains(n) || numbers.Contains(DiskTree.Number(n["/dev/".Length..])))).Select(d => d.Path).ToHashSet();
    }
}
