using System;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Jobs.Rules;

/// <summary>Is it the rebuilt system that reports?</summary>
internal static class Beacon
{
    /// <summary>Why a live hello does not prove the rebuild, in a sentence; empty when it does.</summary>
    public static string Doubt(JobRecord job, JobEvent.LiveHello hello)
    {
        MachineFacts facts = hello.Facts;
        RebuildPlan plan = job.ApprovedPlan ?? throw new ArgumentException("A job that waits for a beacon has an approved plan.", nameof(job));
        string root = RootUuid(plan);
        string[] serials = [.. plan.Targets.Select(t => t.Serial).Where(s => s.Length > 0)];
        if (facts.BootId.Length > 0 && facts.BootId == job.BootId)
        {
            return $"{job.MachineName} has reported, but it has not been restarted since the restore.";
        }
        if (hello.IsElsewhere)
        {
            return $"{job.MachineName} has reported from another PC than {job.OntoName}, onto which it was rebuilt. Switch the old PC off: two that are {job.MachineName} disturb each other.";
        }
        if (root.Length > 0 && !string.Equals(root, facts.RootFileSystemUuid, StringComparison.OrdinalIgnoreCase))
        {
            return $"{job.MachineName} has started another system: its root file system is {Or(facts.RootFileSystemUuid, "unknown")}, the restored one is {root}. Look at its boot order.";
        }
        if (facts.RootDiskSerial.Length > 0 && serials.Length > 0 && !serials.Contains(facts.RootDiskSerial, StringComparer.OrdinalIgnoreCase))
        {
            return $"{job.MachineName} has started from the disk {facts.RootDiskSerial}, not from a rebuilt one ({string.Join(", ", serials)}). Look at its boot order.";
        }
        return "";
    }

    /// <summary>The UUID that the plan gives the root file system; empty when it gives none.</summary>
    private static string RootUuid(RebuildPlan plan) => plan.Steps.OfType<MakeFileSystem>().FirstOrDefault(s => s.FileSystem.MountPoint == "/")?.FileSystem.Uuid ?? "";

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}
