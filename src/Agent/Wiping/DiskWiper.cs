using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>Erases one disk in the ways of the plan, and proves it by reading.</summary>
/// <param name="eraser">Has a disk erase itself.</param>
/// <param name="random">Decides places and marks.</param>
/// <param name="clock">For the times in the outcome.</param>
/// <param name="progress">Where to tell what happens.</param>
internal sealed class DiskWiper(IDiskEraser eraser, Random random, TimeProvider clock, IJobProgress progress)
{
    /// <summary>Erases the disk. Failures are in the outcome; only cancelling is an exception.</summary>
    /// <param name="target">The disk, found by the plan.</param>
    /// <param name="plan">Its part of the plan.</param>
    /// <param name="title">What comes before each line of progress, such as "Disk 1 of 2".</param>
    /// <param name="ct">Stops; the disk does not count as erased then.</param>
    public async Task<WipeOutcome> RunAsync(TargetDisk target, WipeDisk plan, string title, CancellationToken ct)
    {
        DateTimeOffset begun = clock.GetUtcNow();
        List<string> refused = [];
        WipeOutcome Outcome(bool erased, string message, WipeOffer? way = null, int samples = 0) => new()
        {
            Target = target.Plan,
            Erased = erased,
            Message = message,
            Way = way,
            Refused = refused,
            Notes = plan.Notes,
            Samples = samples,
            SampleBytes = samples > 0 ? WipeSamples.BlockBytes : 0,
            Begun = begun,
            Ended = clock.GetUtcNow(),
        };
        string name = DiskText.Of(target.Disk);
        try
        {
            await eraser.UnlockAsync(target.Disk, ct).ConfigureAwait(false);
            foreach (WipeOffer way in plan.Ways)
            {
                progress.Log($"{title}, {name}: {way}");
                try
                {
                    int samples = await EraseAsync(target.Disk, way.Technique, title, ct).ConfigureAwait(false);
                    return Outcome(true, $"{name} is erased by {way}; {samples} samples were read back and none holds what was there.", way, samples);
                }
                catch (EraseRefusedException e)
                {
                    refused.Add($"{way.Technique.Name()}: {e.Message}");
                    progress.Warn($"{title}, {name}: the disk refuses {way.Technique.Name()}: {e.Message}");
                }
            }

            return Outcome(false, $"{name} is not erased: the disk refuses every way of the plan. Wipe it with --method random, or destroy it.");
        }
        catch (Exception e) when (e is WipeException or EraseRefusedException or IOException or UnauthorizedAccessException)
        {
            progress.Warn($"{title}, {name}: {e.Message}");
            return Outcome(false, $"{name} is not erased. {e.Message}");
        }
    }

    /// <summary>One way; returns the number of samples that have shown it.</summary>
    private async Task<int> EraseAsync(DiskFacts facts, WipeTechnique technique, string title, CancellationToken ct)
    {
        WipeSamples samples = WipeSamples.Choose(facts.SizeBytes, random);
        WipeProof proof = new(samples, new RandomPattern((ulong)random.NextInt64()));
        Report(title, "writing marks that must be gone afterwards", 0, 0);
        using (RawDisk disk = RawDisk.Open(facts.Path))
        {
            proof.Prepare(disk);
            if (technique.IsOverwrite())
            {
                IWipePattern last = Overwrite(disk, facts.SizeBytes, technique, title, ct);
                Report(title, "reading samples back", 0, 0);
                proof.RequirePattern(disk, last);
                return samples.Count;
            }
        }

        await eraser.EraseAsync(facts, technique, (part, text) => Report(title, text, part < 0 ? 0 : (long)(part * facts.SizeBytes), part < 0 ? 0 : facts.SizeBytes), ct).ConfigureAwait(false);
        // A kernel that still shows the old partitions would have the next job find them; that it cannot read a table is no failure here.
        await ExternalTool.TryRunAsync("blockdev", ["--rereadpt", facts.Path], ct).ConfigureAwait(false);
        Report(title, "reading samples back", 0, 0);
        using RawDisk erased = RawDisk.Open(facts.Path);
        proof.RequireChanged(erased);
        return samples.Count;
    }

    private IWipePattern Overwrite(RawDisk disk, long sizeBytes, WipeTechnique technique, string title, CancellationToken ct)
    {
        IReadOnlyList<IWipePattern> passes = Overwriter.Passes(technique, (ulong)random.NextInt64());
        for (int pass = 0; pass < passes.Count; pass++)
        {
            long before = pass * sizeBytes;
            string text = passes.Count == 1 ? technique.Name() : $"{technique.Name()}, pass {pass + 1} of {passes.Count}";
            Overwriter.Run(disk, sizeBytes, passes[pass], done => Report(title, text, before + done, sizeBytes * passes.Count), ct);
        }

        return passes[^1];
    }

    private void Report(string title, string text, long doneBytes, long totalBytes) =>
        progress.Report(new JobStep(JobPhase.Wipe, $"{title}: {text}", doneBytes, totalBytes, 0, 0));
}
