using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>kill -9 of the real programs, server, agent or both, at random moments of backups.</summary>
public sealed class KilledBackupTests
{
    private const int NewBytes = 6 << 20;

    [Fact]
    public Task Backup_KilledAFewTimes_LosesNothing() => KillBackupsAsync(kills: 20, seed: 20_261_127);

    [Fact]
    [Trait("Size", "Long")]
    public Task Backup_Killed200Times_LosesNothing() => KillBackupsAsync(kills: 200, seed: 200);

    private static async Task KillBackupsAsync(int kills, int seed)
    {
        await using KillScene scene = await KillScene.CreateAsync();
        Random random = new(seed);
        StoreJudge judge = new(scene.Store, scene.Data.Folder);
        Dictionary<JobId, IReadOnlyDictionary<string, string>> expected = [];
        List<JobRecord> jobs = [];
        TimeSpan length = await FirstBackupAsync();
        for (int kill = 1; kill <= kills; kill++)
        {
            if (KillScene.IsOver(jobs[^1] = await scene.FindAsync(jobs[^1])))
            {
                await OrderAsync();
            }
            KillPoint point = KillPoint.Next(random, NewBytes, length);
            await point.WaitAsync(scene, async () => KillScene.IsOver(await scene.FindAsync(jobs[^1])));
            await scene.KillAsync(point.Server, point.Agent);
            await scene.StartAsync();
            IReadOnlyList<ArchiveRecord> shown = await scene.ArchivesAsync();
            TestContext.Current.TestOutputHelper?.WriteLine($"Kill {kill} of {kills}: {point}, job {jobs[^1].Id}, {shown.Count} archives.");
            await judge.CheckAsync(shown, expected);
            if (random.Next(2) == 0)
            {
                jobs[^1] = await scene.EndOfAsync(jobs[^1]);
                await NothingIsLeftAsync(scene);
            }
        }

        jobs[^1] = await scene.EndOfAsync(jobs[^1]);
        await OrderAsync();
        JobRecord last = await scene.EndOfAsync(jobs[^1]);
        Assert.True(last.State == JobState.Succeeded, last.Message);
        await NothingIsLeftAsync(scene);
        IReadOnlyList<ArchiveRecord> archives = await scene.ArchivesAsync();
        await judge.CheckAllAnewAsync(archives, expected);
        int interrupted = (await scene.VolumesAsync()).Count(volume => volume.Volume.Interrupted);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{kills} kills (seed {seed}): {jobs.Count} backups, {archives.Count} archives, {interrupted} volumes of interrupted uploads; all archives byte for byte right, no chunk stored twice.");

        async Task<TimeSpan> FirstBackupAsync()
        {
            Stopwatch watch = Stopwatch.StartNew();
            await OrderAsync();
            JobRecord first = await scene.EndOfAsync(jobs[0]);
            Assert.True(first.State == JobState.Succeeded, first.Message);
            return watch.Elapsed;
        }

        async Task OrderAsync()
        {
            scene.Data.Change(random, NewBytes);
            JobRecord job = await scene.BackUpAsync();
            expected[job.Id] = scene.Data.Snapshot();
            jobs.Add(job);
        }
    }

    /// <summary>When no job runs, no unfinished volume, no manifest and no note is left.</summary>
    private static Task NothingIsLeftAsync(KillScene scene) => KillScene.UntilAsync(
        () => Task.FromResult(Directory.GetFiles(scene.Store, "*.partial").Length == 0 && (!Directory.Exists(scene.Uploads) || Directory.GetFiles(scene.Uploads).Length == 0)),
        "leftovers to be cleaned");
}
