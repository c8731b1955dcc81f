using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Agents;
using Monitas.BootServer.Tests.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Retention;

/// <summary>Prunes as jobs of a running server.</summary>
public sealed class PruneJobTests : ServedTests
{
    private static readonly Func<ServerSettings, ServerSettings> KeepOne = settings => settings with { Retention = new RetentionSettings { Default = new RetentionPolicy { Last = 1 } } };

    private HaltingStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Job_SaysWhatIsGoneAndWhatCameBack()
    {
        long before = await MakeAsync();
        JobRecord job = await Server.EndedAsync((await OrderAsync()).Id);

        Assert.Equal(JobState.Succeeded, job.State);
        Assert.StartsWith("3 archives and ", job.Message, StringComparison.Ordinal);
        Assert.Equal(before - PruneScene.StoreBytes(Place.Combine("store")), job.Figures["freedBytes"]);
        PruneReply reply = Finding(job);
        Assert.Equal([(1, false), (2, false), (3, false), (4, true)], reply.Archives.Select(archive => (archive.Number, archive.Kept)).Order());
        Assert.Contains(Server.Catalog.ListJobLog(job.Id), line => line.Text == "removes archive 2 of desk-1");
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task Cancel_InTheMiddle_StopsWithAllArchivesWholeAndTheNextDoesTheRest()
    {
        await MakeAsync();
        JobRecord job = await HaltAsync();
        await Server.Jobs.CancelAsync(job.Id, "the test", Cancel);
        JobRecord ended = await Server.EndedAsync(job.Id);

        Assert.Equal(JobState.Cancelled, ended.State);
        Assert.StartsWith("Cancelled: 3 archives and ", ended.Message, StringComparison.Ordinal);
        _store.Hangs = null;
        Assert.Equal(4, Assert.Single(Server.Catalog.ListArchives()).Number);
        await PruneScene.AssertWholeAsync(Server);

        JobRecord rest = await Server.EndedAsync((await OrderAsync()).Id);
        Assert.Equal(JobState.Succeeded, rest.State);
        Assert.True(rest.Figures["freedBytes"] > 0);
        await PruneScene.AssertWholeAsync(Server);
    }

    [Fact]
    public async Task ServerRestartedInTheMiddle_GoesOnAndCountsTheArchivesOfBefore()
    {
        await MakeAsync();
        JobRecord job = await HaltAsync();
        await RestartAsync(change: KeepOne);

        JobRecord ended = await Server.EndedAsync(job.Id);
        Assert.Equal((JobState.Succeeded, 2), (ended.State, ended.Attempts));
        Assert.Equal([(1, false), (2, false), (3, false), (4, true)], Finding(ended).Archives.Select(archive => (archive.Number, archive.Kept)).Order());
        Assert.Contains("before the server's restart is not counted", ended.Message, StringComparison.Ordinal);
        Assert.Equal(Server.Catalog.ListVolumes().Count, Directory.GetFiles(Place.Combine("store"), "*.iso").Length);
        await PruneScene.AssertWholeAsync(Server);
    }

    /// <summary>Four archives of one machine, of which the newest needs a part of the older ones' volumes; the bytes of their volumes.</summary>
    private async Task<long> MakeAsync()
    {
        await RestartAsync(inner => _store = new HaltingStore(inner), change: KeepOne);
        using TestAgent agent = await Server.ConnectAsync("desk-1");
        await PruneScene.BackUpAsync(Server, agent, 1, 2);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 6);
        await PruneScene.BackUpAsync(Server, agent, 1, 3, 7, 8);
        await PruneScene.BackUpAsync(Server, agent, 1, 4);
        return PruneScene.StoreBytes(Place.Combine("store"));
    }

    /// <summary>Begins a prune, which hangs when it reads the first volume after the archives were removed.</summary>
    private async Task<JobRecord> HaltAsync()
    {
        _store.Hangs = (_, _) => Server.Catalog.ListRemovedArchives().Count > 0;
        JobRecord job = await OrderAsync();
        await _store.Hanging.Task.WaitAsync(Cancel);
        return job;
    }

    private Task<JobRecord> OrderAsync() => Server.Jobs.CreateServersAsync(JobKind.Prune, null, new JobParameters(), "the test", Cancel).AsTask();

    private PruneReply Finding(JobRecord job) =>
        JsonSerializer.Deserialize(Server.Catalog.ListJobResults(job.Id).Single(part => part.Number > 0).Json, ApiJson.Default.JobFinding)!.Prune!;
}
