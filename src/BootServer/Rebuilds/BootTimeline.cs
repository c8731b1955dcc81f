using System;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Rebuilds;

/// <summary>
/// Takes note of every start from the network: all steps go to the boot log, and the stages also into the timeline of the job that the
/// machine starts for. Recording only queues; one loop, which ends with the host, does the rest. When the queue is full the oldest
/// stage is dropped: the log must not hold up a boot.
/// </summary>
internal sealed class BootTimeline(RebuildAssignments assignments, JobEngine jobs, BootLog bootLog, ILogger<BootTimeline> log) : BackgroundService, IBootEvents
{
    private const int MaxQueued = 1024;

    private readonly Channel<BootEvent> _steps = Channel.CreateBounded<BootEvent>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <inheritdoc/>
    public void Record(BootEvent step)
    {
        if (step.Stage is BootStage.ScriptSent or BootStage.LocalDisk)
        {
            Trace(new BootStep
            {
                Time = step.Time,
                Kind = step.Stage == BootStage.ScriptSent ? BootStepKind.Script : BootStepKind.LocalDisk,
                Mac = step.Mac.ToString(),
                Uuid = step.SmbiosUuid?.ToString("D") ?? "",
                Note = step.Text,
            });
        }
        _steps.Writer.TryWrite(step);
    }

    /// <inheritdoc/>
    public void Trace(BootStep step) => bootLog.Add(step);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (BootEvent step in _steps.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await NoteAsync(step, stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The edge of one step: the next one is noted.
                RebuildLog.StepLost(log, step.Mac.ToString(), step.Text, e);
            }
        }
    }

    private async Task NoteAsync(BootEvent step, CancellationToken cancellationToken)
    {
        MachineRecord? machine = assignments.FindMachine(step.Mac, step.SmbiosUuid);
        if (machine is not null && StageOf(step.Stage) is { } stage && jobs.FindNetbootJob(machine.Id) is { } job)
        {
            await jobs.NoteAsync(job.Id, stage, step.Text, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The word in a job's timeline; null for what is no step towards the boot image.</summary>
    private static string? StageOf(BootStage stage) => stage switch
    {
        BootStage.DhcpOffer => "dhcp",
        BootStage.LoaderSent => "loader",
        BootStage.ScriptSent => "script",
        BootStage.KernelSent => "kernel",
        BootStage.InitrdSent => "initramfs",
        _ => null,
    };
}
