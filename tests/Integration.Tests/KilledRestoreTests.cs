using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>kill -9 of the real programs, server, agent or both, at random moments of restores.</summary>
public sealed class KilledRestoreTests
{
    private const int NewBytes = 6 << 20;

    [Fact]
    public Task Restore_KilledAFewTimes_CanBeRepeated() => KillRestoresAsync(kills: 5, seed: 5);

    [Fact]
    [Trait("Size", "Long")]
    public Task Restore_KilledManyTimes_CanBeRepeated() => KillRestoresAsync(kills: 50, seed: 50);

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
}
