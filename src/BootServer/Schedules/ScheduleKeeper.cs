using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Schedules.Reading;

namespace Monitas.BootServer.Schedules;

/// <summary>
/// Holds the schedule that counts: the file's, or the last one without an error, of which a copy lies in the state directory so that it outlives the
/// server. Safe from any thread.
/// </summary>
internal sealed class ScheduleKeeper(ServerSettings settings, TimeProvider clock, ILogger<ScheduleKeeper> log)
{
    private readonly Lock _gate = new();
    private string? _text;

    /// <summary>What counts now.</summary>
    public ScheduleStanding Standing { get; private set; } = new(settings.Schedule, [], [], null);

    private string LastGood => Path.Combine(settings.StateDirectory, "schedule.last-good");

    /// <summary>Reads the file again. One that is not there says nothing is due.</summary>
    public ScheduleStanding Refresh()
    {
        lock (_gate)
        {
            try
            {
                string text = File.Exists(settings.Schedule) ? File.ReadAllText(settings.Schedule) : "";
                if (text != _text)
                {
                    Take(text);
                    _text = text;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Refuse([new ScheduleError(0, $"it cannot be read: {e.Message}")]);
                _text = null;
            }
            return Standing;
        }
    }

    private void Take(string text)
    {
        ScheduleText read = ScheduleReader.Read(text);
        if (read.Errors.Count > 0)
        {
            Refuse(read.Errors);
            return;
        }
        Standing = new ScheduleStanding(settings.Schedule, read.Lines, [], clock.GetUtcNow());
        ScheduleLog.Counts(log, settings.Schedule, read.Lines.Count);
        Keep(text);
    }

    private void Refuse(IReadOnlyList<ScheduleError> errors)
    {
        if (Standing.Since is null)
        {
            // The server has just started: what counted before still does.
            Standing = Standing with { Lines = Recall(), Since = clock.GetUtcNow() };
        }
        if (errors[0] != (Standing.Errors is [var first, ..] ? first : null))
        {
            ScheduleLog.Faulty(log, settings.Schedule, errors.Count, errors[0].ToString(), Standing.Lines.Count);
        }
        Standing = Standing with { Errors = errors };
    }

    private IReadOnlyList<ScheduleLine> Recall()
    {
        try
        {
            return File.Exists(LastGood) ? ScheduleReader.Read(File.ReadAllText(LastGood)).Lines : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ScheduleLog.NotRecalled(log, LastGood, e.Message);
            return [];
        }
    }

    private void Keep(string text)
    {
        try
        {
            File.WriteAllText(LastGood + ".new", text);
            File.Move(LastGood + ".new", LastGood, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            ScheduleLog.NotKept(log, LastGood, e.Message);
        }
    }
}
