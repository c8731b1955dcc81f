using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Alerts.Sending;
using Monitas.BootServer.Configuration;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Alerts;

/// <summary>Looks once a minute for what the sysadmin is to hear of, and sends it.</summary>
internal sealed class AlertRunner(ICatalog catalog, ServerSettings settings, IEnumerable<IAlertSender> senders, TimeProvider clock, ILogger<AlertRunner> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    private readonly IAlertSender[] _ways = [.. senders.Where(sender => sender.Target.Length > 0)];
    private readonly Dictionary<string, string> _saidOf = [];
    private AlertMemory? _memory;

    /// <summary>The ways that are set up.</summary>
    public IReadOnlyList<IAlertSender> Ways => _ways;

    private string File => Path.Combine(settings.StateDirectory, "alerts.json");

    /// <summary>Looks, and sends what is due.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        AlertMemory memory = _memory ??= Recall();
        (IReadOnlyList<Alert> alerts, memory) = AlertDecision.Look(memory, Situation(memory), settings.Alerts);
        foreach (Alert alert in alerts)
        {
            AlertLog.Raised(log, alert.Text);
        }
        memory = AlertOutbox.Add(memory, alerts, _ways.Select(way => way.Name));
        // Before it is sent: a server that is killed then tells it twice rather than never.
        Keep(memory);
        foreach (IAlertSender way in _ways)
        {
            if (AlertOutbox.Due(memory, way.Name, settings.Alerts.Digest, clock.GetUtcNow()) is { Count: > 0 } due)
            {
                memory = await SendAsync(way, due, memory, cancellationToken).ConfigureAwait(false);
                Keep(memory);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        while (settings.Alerts.IsOn && await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is CatalogException or IOException or UnauthorizedAccessException)
            {
                AlertLog.Failed(log, e.Message);
            }
        }
    }

    private async Task<AlertMemory> SendAsync(IAlertSender way, IReadOnlyList<Alert> due, AlertMemory memory, CancellationToken cancellationToken)
    {
        try
        {
            await way.SendAsync(due, cancellationToken).ConfigureAwait(false);
            AlertLog.Sent(log, due.Count, way.Name, way.Target);
            _saidOf.Remove(way.Name);
            return AlertOutbox.Sent(memory, way.Name, clock.GetUtcNow());
        }
        catch (AlertException e)
        {
            if (_saidOf.GetValueOrDefault(way.Name) != e.Message)
            {
                _saidOf[way.Name] = e.Message;
                AlertLog.NotSent(log, due.Count, way.Name, e.Message);
            }
            return AlertOutbox.Failed(memory, way.Name, settings.Alerts.Digest, clock.GetUtcNow());
        }
    }

    private AlertSituation Situation(AlertMemory memory)
    {
        IReadOnlyList<JobRecord> open = catalog.ListOpenJobs();
        long last = catalog.ListJobs(max: 1) is [var newest] ? newest.Id.Value : 0;
        IReadOnlyList<MachineRecord> machines = catalog.ListMachines();
        HashSet<long> isOpen = [.. open.Select(job => job.Id.Value)];
        IEnumerable<long> looked = memory.LastJob is { } before ? memory.OpenJobs.Concat(Range(before + 1, last)) : [];
        return new AlertSituation(
            clock.GetUtcNow(),
            last,
            [.. isOpen],
            [.. looked.Distinct().Where(id => !isOpen.Contains(id)).Select(id => catalog.FindJob(new JobId(id))).OfType<JobRecord>()],
            machines,
            machines.Select(machine => (Id: AlertDecision.Id(machine), Newest: catalog.FindNewestArchive(machine.Id))).Where(pair => pair.Newest is not null).ToDictionary(pair => pair.Id, pair => pair.Newest!.Time),
            [.. catalog.ListVolumes().Where(volume => volume.DamageCount > 0).Select(volume => volume.Id.ToString())],
            UsedPercent());
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (long id = from; id <= to; id++)
        {
            yield return id;
        }
    }

    private int UsedPercent()
    {
        try
        {
            DriveInfo disk = new(settings.Store);
            return (int)(100 - (disk.AvailableFreeSpace * 100.0 / disk.TotalSize));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return -1;
        }
    }

    private AlertMemory Recall()
    {
        try
        {
            return System.IO.File.Exists(File) ? JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), AlertJson.Default.AlertMemory) ?? new AlertMemory() : new AlertMemory();
        }
        catch (JsonException e)
        {
            AlertLog.Failed(log, $"{File} is damaged, so that all begins anew: {e.Message}");
            return new AlertMemory();
        }
    }

    private void Keep(AlertMemory memory)
    {
        _memory = memory;
        System.IO.File.WriteAllBytes(File + ".new", JsonSerializer.SerializeToUtf8Bytes(memory, AlertJson.Default.AlertMemory));
        System.IO.File.Move(File + ".new", File, overwrite: true);
    }
}
