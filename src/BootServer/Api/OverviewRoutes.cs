using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Api;

/// <summary>The last days: of machines and of the store.</summary>
internal sealed class OverviewRoutes(ICatalog catalog, ServerSettings settings, TimeProvider clock)
{
    private const int DefaultDays = 30;
    private const int MostDays = 400;
    private const int NewestJobs = 1000;

    /// <summary>Counts them.</summary>
    public Task ShowAsync(HttpContext context)
    {
        int days = int.TryParse(context.Query("days"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? Math.Clamp(number, 1, MostDays) : DefaultDays;
        DateOnly last = DayOf(clock.GetUtcNow());
        DateOnly first = last.AddDays(1 - days);
        ILookup<MachineId, JobRecord> failures = catalog.ListJobs(max: NewestJobs).Where(job => job is { Kind: JobKind.Backup, State: JobState.Failed, Parameters.DryRun: false }).ToLookup(job => job.Machine);
        MachineDays[] machines =
        [
            .. catalog.ListMachines().Select(machine => new MachineDays(
                machine.Name,
                Count(catalog.ListArchiveSummaries(machine.Id).Reverse().Select(archive => DayOf(archive.Time)).TakeWhile(day => day >= first), first, days),
                Count(failures[machine.Id].Select(job => DayOf(job.Ended ?? job.Created)), first, days))),
        ];
        IReadOnlyList<long> store = Growth(catalog.ListVolumes().Select(volume => (DayOf(volume.Sealed), volume.SizeBytes)), first, days);
        return context.JsonAsync(new OverviewReply(first, machines, store, FullOn(store, StoreDisk.FreeBytes(settings.Store), last)), ApiJson.Default.OverviewReply);
    }

    /// <summary>The bytes at the end of each day.</summary>
    /// <param name="volumes">When each volume was sealed, and its bytes.</param>
    /// <param name="first">The first day.</param>
    /// <param name="days">How many days.</param>
    internal static IReadOnlyList<long> Growth(IEnumerable<(DateOnly Day, long Bytes)> volumes, DateOnly first, int days)
    {
        long[] grown = new long[days];
        foreach ((DateOnly day, long bytes) in volumes)
        {
            int index = Math.Max(0, day.DayNumber - first.DayNumber);
            if (index < days)
            {
                grown[index] += bytes;
            }
        }
        for (int i = 1; i < days; i++)
        {
            grown[i] += grown[i - 1];
        }
        return grown;
    }

    /// <summary>The day on which nothing is free any more, by the growth since the first day that has anything.</summary>
    internal static DateOnly? FullOn(IReadOnlyList<long> store, long freeBytes, DateOnly today)
    {
        int begin = store.TakeWhile(bytes => bytes == 0).Count();
        long grown = begin < store.Count ? store[^1] - store[begin] : 0;
        int span = store.Count - 1 - begin;
        if (grown <= 0 || span <= 0 || freeBytes < 0)
        {
            return null;
        }
        double daysLeft = freeBytes / (grown / (double)span);
        return daysLeft < DateOnly.MaxValue.DayNumber - today.DayNumber ? today.AddDays((int)daysLeft) : null;
    }

    private static int[] Count(IEnumerable<DateOnly> on, DateOnly first, int days)
    {
        int[] counts = new int[days];
        foreach (DateOnly day in on)
        {
            int index = day.DayNumber - first.DayNumber;
            if (index >= 0 && index < days)
            {
                counts[index]++;
            }
        }
        return counts;
    }

    private DateOnly DayOf(DateTimeOffset time) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone).DateTime);
}
