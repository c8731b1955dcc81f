using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Finds the approved targets among the disks that are there now: by serial, WWN, size and sector size, never by name. Anything
/// but exactly one disk each is a hard stop. Pure.
/// </summary>
internal static class TargetMatcher
{
    /// <summary>The disk of every target, by the target's name.</summary>
    /// <param name="targets">The plan's targets.</param>
    /// <param name="disks">All disks, read just now.</param>
    /// <param name="inUse">The device nodes of disks that are mounted or used as swap.</param>
    /// <exception cref="RebuildException">A target is missing, ambiguous, in use, removable or read-only.</exception>
    public static IReadOnlyDictionary<string, TargetDisk> Match(IReadOnlyList<PlanTarget> targets, IReadOnlyList<DiskFacts> disks, IReadOnlySet<string> inUse)
    {
        Dictionary<string, TargetDisk> matched = new(StringComparer.Ordinal);
        foreach (PlanTarget target in targets)
        {
            DiskFacts disk = Find(target, disks);
            string reason = disk.Removable ? "is removable" : disk.ReadOnly ? "is read-only" : inUse.Contains(disk.Path) ? "is in use (mounted or swap)" : "";
            if (reason.Length > 0)
            {
                throw new RebuildException($"The plan's disk {DiskText.Of(disk)} {reason}. Nothing was written.");
            }

            if (!matched.TryAdd(target.Name, new TargetDisk(target, disk)) || matched.Values.Count(m => m.Path == disk.Path) > 1)
            {
                throw new RebuildException($"The plan uses {DiskText.Of(disk)} twice: make and approve a new plan. Nothing was written.");
            }
        }

        return matched;
    }

    private static DiskFacts Find(PlanTarget target, IReadOnlyList<DiskFacts> disks)
    {
        List<DiskFacts> found = [.. disks.Where(d => IsTarget(target, d))];
        if (found.Count == 1)
        {
            return found[0];
        }

        string there = disks.Count == 0 ? "none" : string.Join("; ", disks.Select(DiskText.Of));
        throw new RebuildException(found.Count == 0
            ? $"The plan's disk {DiskText.Of(target)} ({target.SizeBytes} bytes) is not in this machine; its disks are: {there}. Nothing was written: put the disk back, or make and approve a new plan."
            : $"{found.Count} disks of this machine look like the plan's disk {DiskText.Of(target)}: take out all but one. Nothing was written.");
    }

    private static bool IsTarget(PlanTarget target, DiskFacts disk) =>
        string.Equals(disk.Serial, target.Serial, StringComparison.Ordinal) && string.Equals(disk.Wwn, target.Wwn, StringComparison.Ordinal)
        && disk.SizeBytes == target.SizeBytes && disk.LogicalSectorBytes == target.LogicalSectorBytes;
}
