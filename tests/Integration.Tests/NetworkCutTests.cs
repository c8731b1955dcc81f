using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>The network between the real programs fails at a request of a backup or of a restore, while both live on.</summary>
public sealed class NetworkCutTests
{
    private const int NewBytes = 20 << 20;

    /// <summary>What changes besides the large file, and the frames' headers.</summary>
    private const int SmallBytes = 2 << 20;

    /// <summary>The most that a request with chunks holds: it is ended by the chunk that makes 8 MiB full. Of that request alone the agent cannot know whether it has come.</summary>
    private const int InFlight = 12 << 20;

    private static readonly string[] BackupRoutes = [Routes.Session, Routes.BaseManifest, Routes.Layout, Routes.MissingChunks, Routes.Chunks, Routes.Commit];
    private static readonly string[] RestoreRoutes = [Routes.Session, Routes.Manifest, Routes.FetchChunks];

    [Fact]
    public Task Backup_NetworkFailsAFewTimes_GoesOnAndCommitsOnce() => BackUpAsync(
        seed: 1,
        (Routes.Session, NetworkFaultKind.AnswerLost),
        (Routes.BaseManifest, NetworkFaultKind.RequestLost),
        (Routes.Layout, NetworkFaultKind.RequestCut),
        (Routes.MissingChunks, NetworkFaultKind.RequestCut),
        (Routes.Chunks, NetworkFaultKind.RequestCut),
        (Routes.Chunks, NetworkFaultKind.AnswerLost),
        (Routes.Chunks, NetworkFaultKind.HalfOpen),
        (Routes.Commit, NetworkFaultKind.RequestCut),
        (Routes.Commit, NetworkFaultKind.RequestAlone),
        (Routes.Commit, NetworkFaultKind.AnswerLost),
        (Routes.Commit, NetworkFaultKind.AnswerCut));

    [Fact]
    [Trait("Size", "Long")]
    public Task Backup_NetworkFailsAtEveryRequestInEveryWay_GoesOnAndCommitsOnce() => BackUpAsync(seed: 2, All(BackupRoutes));

    [Fact]
    public Task Restore_NetworkFailsAFewTimes_GoesOnAndRestoresAll() => RestoreAsync(
        seed: 3,
        (Routes.Session, NetworkFaultKind.RequestLost),
        (Routes.Manifest, NetworkFaultKind.AnswerCut),
        (Routes.FetchChunks, NetworkFaultKind.RequestCut),
        (Routes.FetchChunks, NetworkFaultKind.AnswerCut),
        (Routes.FetchChunks, NetworkFaultKind.HalfOpen));

    [Fact]
    [Trait("Size", "Long")]
    public Task Restore_NetworkFailsAtEveryRequestInEveryWay_GoesOnAndRestoresAll() => RestoreAsync(seed: 4, All(RestoreRoutes));

    private static async Task BackUpAsync(int seed, params (string Route, NetworkFaultKind Kind)[] faults)
    {
        await using KillScene scene = await KillScene.CreateAsync(withFaults: true);
        Random random = new(seed);
        StoreJudge judge = new(scene.Store, scene.Data.Folder);
        Dictionary<JobId, IReadOnlyDictionary<string, string>> expected = [];
        foreach ((string route, NetworkFaultKind kind) in faults)
        {
            scene.Data.Change(random, NewBytes);
            long before = scene.Faults!.ChunkBytes;
            scene.Faults.Arm(Fault(route, kind, random));
            JobRecord job = await scene.BackUpAsync();
            expected[job.Id] = scene.Data.Snapshot();
            await BreakSessionAsync(scene, route, random);

            JobRecord ended = await scene.EndOfAsync(job);

            long sent = scene.Faults.ChunkBytes - before;
            Check(scene, route, kind, ended);
            Assert.InRange(sent, NewBytes, NewBytes + SmallBytes + (route is Routes.Session or Routes.Chunks ? InFlight : 0));
            Assert.Single(await scene.ArchivesAsync(), archive => archive.Job == job.Id);
            await judge.CheckAsync(await scene.ArchivesAsync(), expected);
        }
        await judge.CheckAllAnewAsync(await scene.ArchivesAsync(), expected);
    }

    private static async Task RestoreAsync(int seed, params (string Route, NetworkFaultKind Kind)[] faults)
    {
        await using KillScene scene = await KillScene.CreateAsync(withFaults: true);
        Random random = new(seed);
        scene.Data.Change(random, NewBytes);
        scene.Data.Change(random, NewBytes);
        JobRecord backup = await scene.EndOfAsync(await scene.BackUpAsync());
        Assert.True(backup.State == JobState.Succeeded, backup.Message);
        foreach ((string route, NetworkFaultKind kind) in faults)
        {
            string target = Path.Combine(scene.Network.Folder, "target");
            scene.Faults!.Arm(Fault(route, kind, random));
            JobRecord job = await scene.RestoreAsync(target);
            await BreakSessionAsync(scene, route, random);

            JobRecord ended = await scene.EndOfAsync(job);

            Check(scene, route, kind, ended);
            Assert.Equal(scene.Data.Snapshot().OrderBy(file => file.Key), KillData.SnapshotOf(target + scene.Data.Folder).OrderBy(file => file.Key));
            Directory.Delete(target, recursive: true);
        }
    }

    private static (string Route, NetworkFaultKind Kind)[] All(string[] routes) => [.. routes.SelectMany(route => Enum.GetValues<NetworkFaultKind>().Select(kind => (route, kind)))];

    private static NetworkFault Fault(string route, NetworkFaultKind kind, Random random) => new(route, kind)
    {
        Skip = route == Routes.Chunks ? random.Next(2) : 0,
        Bytes = (route, kind) switch
        {
            (Routes.FetchChunks, NetworkFaultKind.AnswerCut) => random.Next(NewBytes),
            (_, NetworkFaultKind.AnswerCut) => random.Next(1, 60),
            (Routes.Chunks, _) => random.Next(8 << 20),
            _ => random.Next(2000),
        },
        Outage = TimeSpan.FromMilliseconds(random.Next(1500)),
        // A reset takes back what was not delivered yet.
        Reset = kind != NetworkFaultKind.RequestAlone && random.Next(2) == 0,
    };

    /// <summary>An open session asks for nothing: it is broken while the job runs, and the fault befalls the next.</summary>
    private static async Task BreakSessionAsync(KillScene scene, string route, Random random)
    {
        if (route == Routes.Session)
        {
            await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            scene.Faults!.Cut(TimeSpan.Zero, reset: random.Next(2) == 0);
            // A short job may be over before the agent connects anew.
            await KillScene.UntilAsync(() => Task.FromResult(scene.Faults!.HasStruck), "the fault to befall the next session");
        }
    }

    private static void Check(KillScene scene, string route, NetworkFaultKind kind, JobRecord ended)
    {
        string fault = $"{kind} at {route}";
        TestContext.Current.TestOutputHelper?.WriteLine($"{fault}: {ended.Message}; {scene.Faults!.ChunkBytes} bytes of chunks sent so far.");
        Assert.True(ended.State == JobState.Succeeded, $"{fault}: {ended.Message}");
        Assert.True(scene.Faults!.HasStruck, $"{fault} did not come to pass.");
    }
}
