using System;
using System.Collections.Generic;
using System.Diagnostics.Metrics;
using System.IO;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Metrics;

/// <summary>The server in numbers, read from the catalog each time that somebody asks.</summary>
internal sealed class ServerMetrics : IDisposable
{
    /// <summary>The name under which they are found.</summary>
    internal const string MeterName = "Monitas";

    private readonly ICatalog _catalog;
    private readonly IAgentSessions _sessions;
    private readonly ScheduleKeeper _schedule;
    private readonly ScheduleMoments _moments;
    private readonly ServerSettings _settings;
    private readonly Meter _meter = new(MeterName);

    /// <summary>Makes them known.</summary>
    public ServerMetrics(ICatalog catalog, IAgentSessions sessions, ScheduleKeeper schedule, ScheduleMoments moments, ServerSettings settings)
    {
        (_catalog, _sessions, _schedule, _moments, _settings) = (catalog, sessions, schedule, moments, settings);
        Gauge("monitas_machine_last_backup_timestamp_seconds", "When the machine's newest archive was made, in seconds since 1970; 0 when it has none.", () => EachMachine(LastBackup));
        Gauge("monitas_machine_connected", "Is the machine's agent connected, on its own system?", () => EachMachine(machine => _sessions.IsConnected(machine.Id, AgentEnvironment.Live) ? 1 : 0));
        Gauge("monitas_jobs_open", "Jobs that are not over, by kind and state.", OpenJobs);
        Gauge("monitas_store_used_bytes", "The length of all volumes together.", () => [new(_catalog.ListVolumes().Sum(volume => volume.SizeBytes))]);
        Gauge("monitas_store_free_bytes", "What is free on the store's disk.", () => Disk(disk => disk.AvailableFreeSpace));
        Gauge("monitas_store_disk_bytes", "The size of the store's disk.", () => Disk(disk => disk.TotalSize));
        Gauge("monitas_volumes", "How many volumes there are.", () => [new(_catalog.ListVolumes().Count)]);
        Gauge("monitas_volumes_damaged", "In how many of them damage was found.", () => [new(_catalog.ListVolumes().Count(volume => volume.DamageCount > 0))]);
        Gauge("monitas_schedule_due", "Turns of the schedule that are due and wait.", () => [new(ScheduleOutlook.Of(_moments.Now(_schedule.Standing.Lines)).Count(turn => turn.IsDue))]);
        Gauge("monitas_schedule_errors", "Errors in the schedule's file, which then does not count.", () => [new(_schedule.Standing.Errors.Count)]);
        Gauge("monitas_build_info", "The version of the server.", () => [new(1, new KeyValuePair<string, object?>("version", StatusRoutes.Version))]);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private void Gauge(string name, string description, Func<IEnumerable<Measurement<long>>> observe) => _meter.CreateObservableGauge(name, observe, unit: null, description);

    private IEnumerable<Measurement<long>> EachMachine(Func<MachineRecord, long> value) => _catalog.ListMachines().Select(machine => new Measurement<long>(
        value(machine), new KeyValuePair<string, object?>("machine", machine.Name), new KeyValuePair<string, object?>("group", machine.Group)));

    private long LastBackup(MachineRecord machine) => _catalog.FindNewestArchive(machine.Id)?.Time.ToUnixTimeSeconds() ?? 0;

    private IEnumerable<Measurement<long>> OpenJobs() => _catalog.ListOpenJobs().CountBy(job => (job.Kind, job.State)).Select(pair => new Measurement<long>(
        pair.Value,
        new KeyValuePair<string, object?>("kind", pair.Key.Kind.ToString().ToLowerInvariant()),
        new KeyValuePair<string, object?>("state", System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(pair.Key.State.ToString()))));

    private IEnumerable<Measurement<long>> Disk(Func<DriveInfo, long> value)
    {
        try
        {
            return [new(value(new DriveInfo(_settings.Store)))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
