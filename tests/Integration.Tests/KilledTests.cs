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

/// <summary>kill -9 of the real programs, server, agent or both, at random moments of backups and restores.</summary>
public sealed class KilledTests
{
    private const int NewBytes = 6 << 20;

    [Fact]
    public Task Backup_KilledAFewTimes_LosesNothing() => KillBackupsAsync(kills: 20, seed: 20_261_127);

    [Fact]
    [Trait("Size", "Long")]
    public Task Backup_Killed200Times_LosesNothing() => KillBackupsAsync(kills: 200, seed: 200);

    [Fact]
    public Task Restore_KilledAFewTimes_CanBeRepeated() => KillRestoresAsync(kills: 5, seed: 5);

    [Fact]
    [Trait("Size", "Long")]
    public Task Restore_KilledManyTimes_CanBeRepeated() => KillRestoresAsync(kills: 50, seed: 50);

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(true, true)]
    public async Task Backup_KilledInTheMiddle_SendsWhatIsMissingOnly(bool server, bool agent)
    {
        // What may come twice was under way when the kill came: the requests in flight, 8 MiB each.
        const int Large = 80 << 20;
        const int InFlight = 24 << 20;
        await using KillScene scene = await KillScene.CreateAsync();
        scene.Data.Change(new Random(1), Large);
        long before = await scene.Network.BytesOnTheWireAsync();
        JobRecord job = await scene.BackUpAsync();
        await new KillPoint(server, agent, KillMoment.VolumeGrown, Large / 2, TimeSpan.Zero).WaitAsync(scene, () => Task.FromResult(false));
        await scene.KillAsync(server, agent);
        await scene.StartAsync();

        JobRecord ended = await scene.EndOfAsync(job);

        long said = await scene.Network.BytesOnTheWireAsync() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{said} bytes on the wire for {Large} bytes of content, killed in the middle.");
        Assert.True(ended.State == JobState.Succeeded, ended.Message);
        Assert.InRange(said, Large, Large + InFlight);
    }

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

    private static async Task KillRestoresAsync(int kills, int seed)
    {
        await using KillScene scene = await KillScene.CreateAsync();
        Random random = new(seed);
        scene.Data.Change(random, 4 * NewBytes);
        scene.Data.Change(random, 4 * NewBytes);
        JobRecord backup = await scene.EndOfAsync(await scene.BackUpAsync());
        Assert.True(backup.State == JobState.Succeeded, backup.Message);
        string target = Path.Combine(scene.Network.Folder, "target");
        Stopwatch watch = Stopwatch.StartNew();
        await scene.EndOfAsync(await scene.RestoreAsync(target));
        TimeSpan length = watch.Elapsed;
        Directory.Delete(target, recursive: true);
        JobRecord job = await scene.RestoreAsync(target);
        for (int kill = 1; kill <= kills; kill++)
        {
            job = KillScene.IsOver(await scene.FindAsync(job)) ? await scene.RestoreAsync(target) : job;
            KillPoint point = KillPoint.Next(random, NewBytes, length) with { Moment = KillMoment.AnyTime };
            await point.WaitAsync(scene, async () => KillScene.IsOver(await scene.FindAsync(job)));
            await scene.KillAsync(point.Server, point.Agent);
            await scene.StartAsync();
        }

        await scene.EndOfAsync(job);
        JobRecord last = await scene.EndOfAsync(await scene.RestoreAsync(target));

        Assert.True(last.State == JobState.Succeeded, last.Message);
        string restored = target + scene.Data.Folder;
        Assert.Equal(scene.Data.Snapshot().OrderBy(file => file.Key), KillData.SnapshotOf(restored).OrderBy(file => file.Key));
        TestContext.Current.TestOutputHelper?.WriteLine($"{kills} kills of restores (seed {seed}): the last one gave every file byte for byte, and nothing else.");
    }

    /// <summary>When no job runs, no unfinished volume, no manifest and no note is left.</summary>
    private static Task NothingIsLeftAsync(KillScene scene) => KillScene.UntilAsync(
        () => Task.FromResult(Directory.GetFiles(scene.Store, "*.partial").Length == 0 && (!Directory.Exists(scene.Uploads) || Directory.GetFiles(scene.Uploads).Length == 0)),
        "leftovers to be cleaned");
}
