using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Alerts;

/// <summary>Says what is new since the last look, and worth an alert. Pure.</summary>
internal static class AlertDecision
{
    /// <summary>A machine that stays overdue is told of again after this time.</summary>
    private static readonly TimeSpan OverdueAgain = TimeSpan.FromDays(7);

    /// <summary>The store is told of again once it was emptier than its limit by so many percent.</summary>
    private const int StoreReliefPercent = 2;

    /// <summary>Looks.</summary>
    /// <returns>What is to be told, and what to remember; of the very first look nothing is told but what is the matter now.</returns>
    internal static (IReadOnlyList<Alert> Alerts, AlertMemory Memory) Look(AlertMemory memory, AlertSituation now, AlertSettings settings)
    {
        bool isFirst = memory.LastJob is null;
        IReadOnlyList<MachineRecord> overdue = [.. now.Machines.Where(machine => IsOverdue(machine, now, settings))];
        IReadOnlyList<MachineRecord> newlyOverdue = [.. overdue.Where(machine => !memory.Overdue.TryGetValue(Id(machine), out DateTimeOffset told) || told + OverdueAgain <= now.Now)];
        bool isFull = now.StoreUsedPercent >= settings.StoreFullPercent || (memory.StoreNearlyFull && now.StoreUsedPercent > settings.StoreFullPercent - StoreReliefPercent);
        List<Alert> alerts = [];
        if (!isFirst)
        {
            alerts.AddRange(now.EndedJobs.Where(job => job.State == JobState.Failed).Select(job => Failed(job, now.Now)));
            alerts.AddRange(now.Machines.Where(machine => !memory.Machines.Contains(Id(machine)))
                .Select(machine => new Alert(AlertKind.FirstSeen, now.Now, machine.Name, $"{machine.Name} is a new machine.")));
        }
        alerts.AddRange(newlyOverdue.Select(machine => Overdue(machine, now)));
        alerts.AddRange(now.DamagedVolumes.Except(memory.Damaged).Select(volume => new Alert(
            AlertKind.Damaged, now.Now, "", $"Volume {volume} is damaged: monitas-server volume verify {volume} names the files that it hits.")));
        if (isFull && !memory.StoreNearlyFull)
        {
            alerts.Add(new Alert(AlertKind.StoreNearlyFull, now.Now, "", $"The store's disk is {now.StoreUsedPercent} % full: monitas-server prune --dry-run shows what could go."));
        }
        return (alerts, memory with
        {
            LastJob = now.LastJob,
            OpenJobs = now.OpenJobs,
            Machines = [.. now.Machines.Select(Id)],
            Overdue = overdue.ToDictionary(Id, machine => newlyOverdue.Contains(machine) ? now.Now : memory.Overdue[Id(machine)]),
            StoreNearlyFull = isFull,
            Damaged = now.DamagedVolumes,
        });
    }

    /// <summary>A machine's id, as it stands in the memory.</summary>
    internal static string Id(MachineRecord machine) => machine.Id.ToString();

    private static bool IsOverdue(MachineRecord machine, AlertSituation now, AlertSettings settings) =>
        settings.Overdue > TimeSpan.Zero && machine.Credential is not null && now.Now - Newest(machine, now) > settings.Overdue;

    /// <summary>When the newest archive was made; before the first one, when the machine was added.</summary>
    private static DateTimeOffset Newest(MachineRecord machine, AlertSituation now) => now.NewestArchives.TryGetValue(Id(machine), out DateTimeOffset newest) ? newest : machine.Created;

    private static Alert Failed(JobRecord job, DateTimeOffset now)
    {
        string what = $"{job.Kind}{(job.MachineName.Length > 0 ? $" of {job.MachineName}" : "")}";
        return new Alert(AlertKind.Failed, job.Ended ?? now, job.MachineName, $"{what} failed (job {job.Id}): {job.Message}");
    }

    private static Alert Overdue(MachineRecord machine, AlertSituation now)
    {
        string since = now.NewestArchives.ContainsKey(Id(machine))
            ? $"its newest archive is {(int)(now.Now - Newest(machine, now)).TotalDays} days old"
            : $"it has no archive since it was added {(int)(now.Now - machine.Created).TotalDays} days ago";
        string seen = machine.LastSeen is { } last ? $"; last heard of {(int)(now.Now - last).TotalDays} days ago" : "";
        return new Alert(AlertKind.Overdue, now.Now, machine.Name, $"{machine.Name} is overdue: {since}{seen}.");
    }
}
