using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>
/// Runs the approved plan of a wipe. Nothing is written before the plan's hash and version are checked and every disk is found by serial, WWN and size,
/// exactly once, unused. Then it takes one disk after the other; one that fails does not spare the next.
/// </summary>
/// <param name="inventory">The disks of this machine.</param>
/// <param name="eraser">Has a disk erase itself.</param>
/// <param name="random">Decides places and marks; from the system's random numbers.</param>
/// <param name="clock">For times.</param>
internal sealed class WipeRunner(IDiskInventory inventory, IDiskEraser eraser, Random random, TimeProvider clock)
{
    /// <summary>Runs the plan. A disk that was not erased makes a failure of it all; the result says what became of each.</summary>
    /// <param name="plan">The plan as received.</param>
    /// <param name="approvedHash">The hash that was approved.</param>
    /// <param name="progress">Where to tell what happens.</param>
    /// <param name="ct">Stops; what was erased before is in the result.</param>
    /// <exception cref="WipeException">The plan may not be run; nothing was written.</exception>
    /// <exception cref="RebuildException">The disks are not those of the plan; nothing was written.</exception>
    public async Task<JobResult> RunAsync(WipePlan plan, string approvedHash, IJobProgress progress, CancellationToken ct)
    {
        progress.Report(new JobStep(JobPhase.Check, "Check the plan and the disks", 0, 0, 0, 0));
        if (WipePlanCheck.Refusal(plan, approvedHash) is { Length: > 0 } refusal)
        {
            throw new WipeException(refusal);
        }

        IReadOnlyDictionary<string, TargetDisk> targets = await FindAsync(plan, ct).ConfigureAwait(false);
        DiskWiper wiper = new(eraser, random, clock, progress);
        List<WipeOutcome> outcomes = [];
        try
        {
            for (int i = 0; i < plan.Disks.Count; i++)
            {
                WipeDisk disk = plan.Disks[i];
                WipeOutcome outcome = await wiper.RunAsync(targets[disk.Target.Name], disk, $"Disk {i + 1} of {plan.Disks.Count}", ct).ConfigureAwait(false);
                outcomes.Add(outcome);
                progress.Log(outcome.Message);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return new JobResult
            {
                Outcome = JobOutcome.Cancelled,
                Message = $"Stopped on the server's order when {outcomes.Count(o => o.Erased)} of {CountText.Of(plan.Disks.Count, "disk")} had been erased; the one at hand is half erased.",
                Wipes = outcomes,
            };
        }

        return Result(outcomes);
    }

    private async Task<IReadOnlyDictionary<string, TargetDisk>> FindAsync(WipePlan plan, CancellationToken ct)
    {
        IReadOnlyList<DiskFacts> disks;
        try
        {
            await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
            disks = await inventory.ReadAsync(ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new WipeException($"The disks of this machine cannot be looked at: {e.Message} Nothing was written.", e);
        }

        IReadOnlyDictionary<string, TargetDisk> targets = TargetMatcher.Match([.. plan.Disks.Select(d => d.Target)], disks, DiskUse.InUse(disks));
        foreach (TargetDisk target in targets.Values)
        {
            if (DiskTree.Holders(target.KernelName) is { Count: > 0 } holders)
            {
                throw new WipeException($"{DiskText.Of(target.Disk)} is part of {string.Join(", ", holders)}, which is at work. Nothing was written: start the PC anew.");
            }
        }

        return targets;
    }

    private static JobResult Result(List<WipeOutcome> outcomes)
    {
        List<WipeOutcome> failed = [.. outcomes.Where(o => !o.Erased)];
        List<string> warnings = [.. outcomes.SelectMany(o => o.Refused.Select(r => $"{DiskText.Of(o.Target)} has refused {r}")), .. outcomes.Where(o => o.Erased).SelectMany(o => o.Notes.Select(n => $"{DiskText.Of(o.Target)}: {n}"))];
        return new JobResult
        {
            Outcome = failed.Count > 0 ? JobOutcome.Failed : warnings.Count > 0 ? JobOutcome.Warnings : JobOutcome.Succeeded,
            Message = failed.Count > 0
                ? string.Join(" ", failed.Select(o => o.Message)) + (outcomes.Count > failed.Count ? $" {CountText.Of(outcomes.Count - failed.Count, "other disk was", "other disks were")} erased." : "")
                : $"{CountText.Of(outcomes.Count, "disk is", "disks are")} erased, and reading back has shown it.",
            Warnings = warnings,
            Figures = new Dictionary<string, long>
            {
                ["disks"] = outcomes.Count(o => o.Erased),
                ["bytes"] = outcomes.Where(o => o.Erased).Sum(o => o.Target.SizeBytes),
                ["seconds"] = (long)outcomes.Sum(o => (o.Ended - o.Begun).TotalSeconds),
            },
            Wipes = outcomes,
        };
    }
}
