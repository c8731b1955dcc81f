using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Schedules;

/// <summary>Orders what the schedule says, when it says so.</summary>
internal sealed class ScheduleRunner(
    ScheduleKeeper keeper, ScheduleMoments moments, ICatalog catalog, JobEngine jobs, IWaker waker, TimeProvider clock, ILogger<ScheduleRunner> log) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>A line that comes back within this time goes on where it was: an editor may write a file in two steps, and a group's name may be mistyped for an hour.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Dictionary<(string Line, MachineId Machine), DateTimeOffset> _goneSince = [];

    /// <summary>Reads the schedule and does what it wants done now.</summary>
    public async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        ScheduleMoment moment = moments.Now(keeper.Refresh().Lines);
        List<ScheduleMarkRecord> marks = [];
        foreach (ScheduleStep step in ScheduleDecision.Decide(moment))
        {
            if (step is ScheduleStep.Order order)
            {
                await OrderAsync(order, cancellationToken).ConfigureAwait(false);
                continue;
            }
            if (step is ScheduleStep.Wake wake)
            {
                Wake(wake);
            }
            else if (step is ScheduleStep.LeaveOut left)
            {
                ScheduleLog.LeftOut(log, left.Line.Number, left.Line.Text, left.Due, left.Machine.Name, left.Why);
            }
            marks.Add(step.Mark);
        }
        List<ScheduleMarkRecord> forgotten = Forgotten(moment);
        if (marks.Count + forgotten.Count > 0)
        {
            catalog.ChangeScheduleMarks(marks, forgotten);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using PeriodicTimer timer = new(Period, clock);
        do
        {
            try
            {
                await RunOnceAsync(stoppingToken).ConfigureAwait(false);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The edge of one round: its disk is full, say; the next round asks again.
                ScheduleLog.Failed(log, e);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
    }

    /// <summary>The marks of lines and machines that have been gone long enough, as far as this server has seen.</summary>
    private List<ScheduleMarkRecord> Forgotten(ScheduleMoment moment)
    {
        HashSet<(string, MachineId)> wanted = [.. ScheduleDecision.Pairs(moment).Select(pair => (pair.Line.Key, pair.Machine.Id))];
        List<ScheduleMarkRecord> forgotten = [];
        foreach (((string, MachineId) key, ScheduleMarkRecord mark) in moment.Marks)
        {
            if (wanted.Contains(key))
            {
                _goneSince.Remove(key);
            }
            else if (!_goneSince.TryAdd(key, moment.Now) && moment.Now - _goneSince[key] >= Remembered)
            {
                _goneSince.Remove(key);
                forgotten.Add(mark);
            }
        }
        return forgotten;
    }

    /// <summary>First the job, then the mark: a server that is killed between them makes the job once more, and never forgets one.</summary>
    private async Task OrderAsync(ScheduleStep.Order order, CancellationToken cancellationToken)
    {
        (ScheduleLine line, ScheduledMachine machine) = (order.Line, order.Machine);
        string who = $"line {line.Number} of the schedule ({line.Text})";
        JobParameters parameters = new() { Schedule = line.Key };
        try
        {
            if (line.Who is null)
            {
                await jobs.CreateServersAsync(line.Kind, null, parameters, who, cancellationToken).ConfigureAwait(false);
            }
            else if (catalog.FindMachine(machine.Id) is { } record)
            {
                parameters = parameters with { Archive = line.Kind == JobKind.Backup ? null : moments.ArchiveFor(line.Kind, machine.Id)?.Id };
                ValueTask<JobRecord> job = line.Kind == JobKind.Verify
                    ? jobs.CreateServersAsync(line.Kind, record, parameters, who, cancellationToken)
                    : jobs.CreateAsync(line.Kind, record, parameters, who, cancellationToken);
                await job.ConfigureAwait(false);
            }
            catalog.ChangeScheduleMarks([order.Mark], []);
        }
        catch (JobRefusedException e)
        {
            ScheduleLog.Refused(log, line.Number, line.Text, machine.Name, e.Message);
        }
    }

    private void Wake(ScheduleStep.Wake wake)
    {
        (ScheduleLine line, string name) = (wake.Line, wake.Machine.Name);
        if (catalog.FindMachine(wake.Machine.Id) is not { MacAddresses: { Count: > 0 } cards })
        {
            ScheduleLog.NotWoken(log, line.Number, line.Text, name, "no address of its network card is known");
            return;
        }
        try
        {
            waker.Wake(cards);
            ScheduleLog.Woken(log, line.Number, line.Text, name);
        }
        catch (NetbootException e)
        {
            ScheduleLog.NotWoken(log, line.Number, line.Text, name, e.Message);
        }
    }
}
