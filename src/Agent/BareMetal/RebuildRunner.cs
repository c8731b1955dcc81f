using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal.Identity;
using Monitas.Agent.Disks;
using Monitas.Agent.Interop;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>
/// Runs an approved plan. Nothing is written before the plan's hash, version and firmware are checked and every target is found by
/// serial, WWN and size, exactly once, unused. After that it goes through the steps in order and stops at the first that fails; a
/// run that was cut short, by a power loss too, is simply run again: it starts by clearing the disks.
/// </summary>
/// <param name="inventory">The disks of this machine.</param>
/// <param name="clock">For the duration in the result.</param>
/// <param name="targetRoot">Where the new system is mounted while it is restored.</param>
internal sealed class RebuildRunner(IDiskInventory inventory, TimeProvider clock, string targetRoot = "/mnt/target")
{
    /// <summary>Runs the plan.</summary>
    /// <param name="plan">The plan as received.</param>
    /// <param name="approvedHash">The hash that was approved.</param>
    /// <param name="source">Where files and keys come from.</param>
    /// <param name="progress">Where to tell what happens.</param>
    /// <param name="ct">Stops between steps and inside programs; the disks stay half done.</param>
    /// <exception cref="RebuildException">It cannot be done; <see cref="RebuildException.DisksTouched"/> says whether disks were written to.</exception>
    public async Task<JobResult> RunAsync(
        RebuildPlan plan, string approvedHash, RebuildSource source, IJobProgress progress, CancellationToken ct)
    {
        long begin = clock.GetTimestamp();
        progress.Report(new JobStep(JobPhase.Check, "Check the plan and the disks", 0, 0, 0, 0));
        RebuildContext context = await PrepareAsync(plan, approvedHash, source, progress, ct).ConfigureAwait(false);
        try
        {
            JobResult restored = await RunStepsAsync(context, source, progress, ct).ConfigureAwait(false);
            return Result(context, restored, clock.GetElapsedTime(begin));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && e is not LinuxException { IsFull: true })
        {
            throw new RebuildException($"The rebuild stopped: {e.Message}", e) { DisksTouched = true };
        }
        catch (LinuxException e)
        {
            throw new RebuildException($"A file system of the new machine is full: {e.Message} Use a larger disk.", e) { DisksTouched = true };
        }
        finally
        {
            TargetMounts.Abandon(targetRoot);
            await StackTakedown.AbandonAsync(context).ConfigureAwait(false);
        }
    }

    private async Task<RebuildContext> PrepareAsync(RebuildPlan plan, string approvedHash, RebuildSource source, IJobProgress progress, CancellationToken ct)
    {
        if (PlanCheck.Refusal(plan, approvedHash, MachineInventory.Firmware()) is { Length: > 0 } refusal)
        {
            throw new RebuildException(refusal);
        }

        try
        {
            // What an earlier run in this session left mounted is ours; everything else that is mounted makes a disk no target.
            TargetMounts.UnmountAll(targetRoot);
            TargetMounts.UnmountAll(SubvolumeMaker.TopOf(targetRoot));
            await DiskNodes.SettleAsync(ct).ConfigureAwait(false);
            IReadOnlyList<DiskFacts> disks = await inventory.ReadAsync(ct).ConfigureAwait(false);
            IReadOnlyDictionary<string, TargetDisk> targets = TargetMatcher.Match(plan.Targets, disks, DiskUse.InUse(disks));
            if (plan.Version > 1)
            {
                await ContainerScan.CheckAsync(plan, [.. targets.Values], ct).ConfigureAwait(false);
            }

            return new RebuildContext(plan, targets, targetRoot, progress)
            {
                Keys = await source.KeysAsync(plan, ct).ConfigureAwait(false),
                FetchCredentialAsync = source.CredentialAsync,
            };
        }
        catch (IOException e)
        {
            throw new RebuildException($"The disks of this machine cannot be looked at: {e.Message} Nothing was written.", e);
        }
    }

    private static async Task<JobResult> RunStepsAsync(
        RebuildContext context, RebuildSource source, IJobProgress progress, CancellationToken ct)
    {
        RestoredSystem system = new(context.Root);
        JobResult restored = new() { Outcome = JobOutcome.Succeeded, Message = "" };
        IReadOnlyList<PlanStep> steps = context.Plan.Steps;
        for (int i = 0; i < steps.Count; i++)
        {
            ct.ThrowIfCancellationRequested();
            string text = $"Step {i + 1} of {steps.Count}: {steps[i].Description}";
            progress.Report(new JobStep(PhaseOf(steps[i]), text, 0, 0, 0, 0));
            progress.Log(text);
            if (steps[i] is RestoreFiles)
            {
                restored = await source.RestoreFiles(context.Root, ct).ConfigureAwait(false);
            }
            else if (steps[i] is WriteImage image)
            {
                restored = WithImage(restored, await WriteImageAsync(image, source, context, ct).ConfigureAwait(false));
            }
            else
            {
                await RunStepAsync(steps[i], system, context, ct).ConfigureAwait(false);
            }
        }

        return restored;
    }

    private static async Task<long> WriteImageAsync(WriteImage step, RebuildSource source, RebuildContext context, CancellationToken ct)
    {
        try
        {
            return source.WriteImage is null
                ? throw RebuildContext.Failure("Nobody gives the images of the archive.")
                : await source.WriteImage(step, context.Node(step.Device), ct).ConfigureAwait(false);
        }
        catch (ArchiveServerException e)
        {
            throw new RebuildException($"The image {step.Path} cannot be had from the server: {e.Message}", e) { DisksTouched = true };
        }
    }

    private static JobResult WithImage(JobResult restored, long bytes) => restored with
    {
        Figures = new Dictionary<string, long>(restored.Figures)
        {
            ["images"] = restored.Figures.GetValueOrDefault("images") + 1,
            ["bytes"] = restored.Figures.GetValueOrDefault("bytes") + bytes,
        },
    };

    private static Task RunStepAsync(PlanStep step, RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        switch (step)
        {
            case ClearDisk clear:
                return DiskClearer.RunAsync(context.Disk(clear.Disk), context, ct);
            case WritePartitionTable table:
                return PartitionTableWriter.RunAsync(table, context, ct);
            case MakeArray make:
                return ArrayMaker.RunAsync(make, context, ct);
            case MakeEncryption make:
                return EncryptionMaker.RunAsync(make, context, ct);
            case MakePhysicalVolume make:
                return VolumeMaker.RunAsync(make, context, ct);
            case MakeVolumeGroup make:
                return VolumeMaker.RunAsync(make, context, ct);
            case MakeLogicalVolume make:
                return VolumeMaker.RunAsync(make, context, ct);
            case MakeSubvolumes make:
                return SubvolumeMaker.RunAsync(make, context, ct);
            case AddKeyFile add:
                return EncryptionMaker.RunAsync(add, context, ct);
            case MakeFileSystem make:
                return FileSystemMaker.RunAsync(make, context, ct);
            case MountFileSystem mount:
                TargetMounts.Mount(mount, context);
                return Task.CompletedTask;
            case AddBootEntry entry:
                return EfiBootEntry.EnsureAsync(entry.Device, entry.Label, entry.Loader, context, ct);
            case NameInterfaces names:
                InterfaceNamer.Run(names, system, context);
                return Task.CompletedTask;
            case WriteMountTable table:
                MountTableWriter.Run(table, system, context);
                return Task.CompletedTask;
            case RenewIdentity renew:
                return IdentityRenewer.RunAsync(renew, system, context, ct);
            case InstallBootLoader loader:
                return BootLoaderInstaller.RunAsync(loader, system, context, ct);
            case RebuildInitramfs:
                return InitramfsRebuilder.RunAsync(system, context, ct);
            case Finish:
                return RebuildFinisher.RunAsync(context, ct);
            default:
                throw RebuildContext.Failure($"This boot image does not know the step \"{step.Description}\": build the boot image anew.");
        }
    }

    private static JobPhase PhaseOf(PlanStep step) => step switch
    {
        RestoreFiles or WriteImage or AddKeyFile or NameInterfaces or WriteMountTable or RenewIdentity => JobPhase.Restore,
        InstallBootLoader or AddBootEntry or RebuildInitramfs => JobPhase.BootLoader,
        Finish => JobPhase.Finish,
        _ => JobPhase.Prepare,
    };

    private static string Done(RebuildPlan plan) => plan.PrepFrom switch
    {
        null when plan.WritesImages => $"The disks of {plan.MachineName} hold again what they held, and what was written was read back. Nobody has seen yet that it starts: look at its screen.",
        null => $"{plan.MachineName} is rebuilt and will start from its own disk.",
        "" => $"The disks of {plan.MachineName} are prepared. No files were put onto them.",
        { } from => $"{plan.MachineName} is prepared with the archive of {from} and will start from its own disk.",
    };

    private static JobResult Result(RebuildContext context, JobResult restored, TimeSpan took)
    {
        List<string> warnings = [.. restored.Warnings, .. context.Warnings];
        return restored with
        {
            Outcome = warnings.Count > 0 ? JobOutcome.Warnings : JobOutcome.Succeeded,
            Message = Done(context.Plan),
            Warnings = warnings,
            Figures = new Dictionary<string, long>(restored.Figures, StringComparer.Ordinal) { ["seconds"] = (long)took.TotalSeconds },
        };
    }
}
