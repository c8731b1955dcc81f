using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;

namespace Monitas.BootServer.Boot.Doctor;

/// <summary>
/// The boot log: what every machine did when it started from the network, also before the server's last start. Adding a step keeps it in
/// memory and queues it for the file, which one loop writes; it ends with the host. When the disk cannot follow, the file loses the oldest
/// queued steps, and no boot waits.
/// </summary>
internal sealed class BootLog : BackgroundService
{
    private const int MaxQueued = 4096;

    private readonly Channel<BootStep> _queue = Channel.CreateBounded<BootStep>(
        new BoundedChannelOptions(MaxQueued) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private readonly BootLogFile _file;
    private readonly ILogger<BootLog> _log;

    /// <summary>Reads what the file holds.</summary>
    public BootLog(ServerSettings settings, ILogger<BootLog> log)
    {
        (_file, _log) = (new BootLogFile(settings.StateDirectory), log);
        try
        {
            foreach (BootStep step in _file.Read())
            {
                Book.Add(step);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DoctorLog.LogNotRead(log, e);
        }
    }

    /// <summary>What is known.</summary>
    public BootLogBook Book { get; } = new();

    /// <summary>Adds a step.</summary>
    public void Add(BootStep step)
    {
        Book.Add(step);
        _queue.Writer.TryWrite(step);
    }

    /// <summary>Adds a step of the boot image's agent, which names all cards of its machine: it belongs to the one that was seen to boot last.</summary>
    /// <param name="time">When.</param>
    /// <param name="kind">What.</param>
    /// <param name="macs">The machine's cards, lower case with colons.</param>
    /// <param name="note">More in words.</param>
    public void AddAgentStep(DateTimeOffset time, BootStepKind kind, IReadOnlyCollection<string> macs, string note)
    {
        if ((Book.Keys.LastOrDefault(macs.Contains) ?? macs.FirstOrDefault()) is { } mac)
        {
            Add(new BootStep { Time = time, Kind = kind, Mac = mac, Note = note });
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        WriteQueued();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (await _queue.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false))
        {
            WriteQueued();
        }
    }

    private void WriteQueued()
    {
        List<BootStep> steps = [];
        while (_queue.Reader.TryRead(out BootStep? step))
        {
            steps.Add(step);
        }

        try
        {
            if (steps.Count > 0)
            {
                _file.Append(steps);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            DoctorLog.LogNotWritten(_log, e, steps.Count);
        }
    }
}
