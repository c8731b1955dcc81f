using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Api;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Jobs;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Rebuilds;

/// <summary>
/// Takes note of every start from the network: in a log of the newest <see cref="MaxLines"/> steps, and in the timeline of the job
/// that the machine starts for. Recording only queues; one loop, which ends with the host, does the rest. When the queue is full
/// the oldest step is dropped: the log must not hold up a boot.
/// </summary>
internal sealed class BootTimeline(RebuildAssignments assignments, JobEngine jobs, ILogger<BootTimeline> log) : BackgroundService, IBootEvents
{
    /// <summary>The most steps that are remembered.</summary>
    public const int MaxLines = 2000;

    private const int MaxQueued = 1024;

    private readonly Channel<BootEvent> _steps = Channel.CreateBounded<BootEvent>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly Lock _lock = new();
    private readonly Queue<BootLogLine> _lines = new();

    /// <inheritdoc/>
    public void Record(BootEvent step) => _steps.Writer.TryWrite(step);

    /// <summary>The newest steps, oldest of them first.</summary>
    public IReadOnlyList<BootLogLine> Lines(int max)
    {
        lock (_lock)
        {
            return [.. _lines.TakeLast(max)];
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (BootEvent step in _steps.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await NoteAsync(step, stoppingToken).ConfigureAwait(false);
            }
            catch (CatalogException e)
            {
                RebuildLog.StepLost(log, step.Mac.ToString(), step.Text, e);
            }
        }
    }

    private async Task NoteAsync(BootEvent step, CancellationToken cancellationToken)
    {
        MachineRecord? machine = assignments.FindMachine(step.Mac, step.SmbiosUuid);
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
            {
                _lines.Dequeue();
            }
            _lines.Enqueue(new BootLogLine(step.Time, step.Mac.ToString(), machine?.Name ?? "", step.Text));
        }
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
