using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.BootServer.Schedules.Reading;
using Monitas.Catalog;
using Monitas.Catalog.Records;

namespace Monitas.BootServer.Api;

/// <summary>The schedule: what counts, what comes when, and what a file would say.</summary>
internal sealed class ScheduleRoutes(ScheduleKeeper keeper, ScheduleMoments moments, ICatalog catalog, Lookup lookup, ServerSettings settings)
{
    private const int DefaultMax = 50;

    /// <summary>The schedule that counts.</summary>
    public Task ShowAsync(HttpContext context)
    {
        ScheduleStanding standing = keeper.Refresh();
        return context.JsonAsync(View(standing.File, standing.Since, standing.Lines, standing.Errors), ApiJson.Default.ScheduleView);
    }

    /// <summary>What is due, and what comes next.</summary>
    public Task NextAsync(HttpContext context)
    {
        string machine = context.Query("machine");
        string? name = machine.Length > 0 ? lookup.Machine(machine).Name : null;
        int max = int.TryParse(context.Query("max"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : DefaultMax;
        IEnumerable<ScheduleTurn> turns = ScheduleOutlook.Of(moments.Now(keeper.Refresh().Lines)).Where(turn => name is null || turn.Machine == name);
        return context.JsonAsync([.. turns.Take(max)], ApiJson.Default.IReadOnlyListScheduleTurn);
    }

    /// <summary>What a text says, whether or not it counts.</summary>
    public async Task CheckAsync(HttpContext context)
    {
        ScheduleCheckRequest request = await context.BodyAsync(ApiJson.Default.ScheduleCheckRequest);
        ScheduleText read = request.Text is { } text ? ScheduleReader.Read(text) : ReadFile();
        await context.JsonAsync(View(request.Text is null ? settings.Schedule : request.Name, null, read.Lines, read.Errors), ApiJson.Default.ScheduleView);
    }

    /// <summary>All at a glance.</summary>
    public ScheduleGlance Glance()
    {
        ScheduleStanding standing = keeper.Refresh();
        IReadOnlyList<ScheduleTurn> turns = ScheduleOutlook.Of(moments.Now(standing.Lines));
        string problem = standing.Errors is [var first, ..]
            ? $"The schedule {standing.File} has an error and does not count ({first}): monitas-server schedule show tells what goes on instead."
            : "";
        return new ScheduleGlance(standing.Lines.Count, problem, turns.FirstOrDefault(turn => !turn.IsDue), turns.Count(turn => turn.IsDue), turns.FirstOrDefault(turn => turn.IsDue));
    }

    private ScheduleText ReadFile()
    {
        try
        {
            return File.Exists(settings.Schedule) ? ScheduleReader.Read(File.ReadAllText(settings.Schedule)) : ScheduleText.Empty;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new ScheduleText([], [new ScheduleError(0, $"it cannot be read: {e.Message}")]);
        }
    }

    private ScheduleView View(string file, DateTimeOffset? since, IReadOnlyList<ScheduleLine> lines, IReadOnlyList<ScheduleError> errors)
    {
        IReadOnlyList<MachineRecord> machines = catalog.ListMachines();
        return new ScheduleView(
            file, since, [.. lines.Select(line => new ScheduleLineView(line.Number, line.Text, ScheduleNotes.Meant(line, machines), line.Who is null))], errors,
            ScheduleNotes.Of(lines, machines));
    }
}
