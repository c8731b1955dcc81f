using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>The schedule as the real daemon reads and keeps it, with a real agent; over a kill -9 of the server.</summary>
public sealed class ScheduleDaemonTests
{
    private const int DataBytes = 100_000;

    [Fact]
    public async Task Backup_EachMinute_IsMadeAlsoAfterTheServerWasKilled()
    {
        await using KillScene scene = await KillScene.CreateAsync();
        scene.Data.Change(new Random(1), DataBytes);
        await File.WriteAllTextAsync(Path.Combine(scene.Network.Folder, "schedule"), "backup d* cron * * * * *\n", TestContext.Current.CancellationToken);

        await KillScene.UntilAsync(async () => (await scene.ArchivesAsync()).Count > 0, "the first backup");
        await scene.KillAsync(server: true, agent: false);
        await scene.StartAsync();
        await KillScene.UntilAsync(async () => (await scene.ArchivesAsync()).Count > 1, "the second backup");

        IReadOnlyList<JobRecord> jobs = [.. (await scene.JobsAsync()).Where(job => job.State == JobState.Succeeded)];
        Assert.All(jobs, job => Assert.Equal("ordered by line 1 of the schedule (backup d* cron * * * * *)", job.Events[0].Text));
        Assert.Equal(jobs.Count, jobs.Select(job => job.Created.ToUnixTimeSeconds() / 60).Distinct().Count());
    }
}
