using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>Hooks as the real daemon runs them for a backup that the real server orders.</summary>
public sealed class HookDaemonTests
{
    private const int DataBytes = 100_000;

    [Fact]
    public async Task Backup_AllHooks_RunInTurnAndWhatTheyMakeIsInTheArchive()
    {
        await using KillScene scene = await KillScene.CreateAsync(prepare: network =>
        {
            HookScripts.Write(network, "pre-backup", "echo dumped > dump; echo a dump is made for $MONITAS_MACHINE");
            HookScripts.Write(network, "snapshot", "echo held");
            HookScripts.Write(network, "post-snapshot", "echo let go");
            return Task.FromResult(HookScripts.Write(network, "post-backup", "rm dump; echo it $MONITAS_OUTCOME"));
        });
        scene.Data.Change(new Random(1), DataBytes);
        Dictionary<JobId, IReadOnlyDictionary<string, string>> expected = [];

        JobRecord job = await scene.BackUpAsync();
        JobRecord ended = await scene.EndOfAsync(job);

        Assert.True(ended.State == JobState.Succeeded, ended.Message);
        IReadOnlyList<string> log = await scene.LogAsync(job);
        Assert.Equal(["pre-backup: a dump is made for desk", "snapshot: held", "post-snapshot: let go", "post-backup: it succeeded"],
            log.Where(line => line.StartsWith("pre-", StringComparison.Ordinal) || line.StartsWith("post-", StringComparison.Ordinal) || line.StartsWith("snapshot:", StringComparison.Ordinal)));
        string dump = Path.Combine(scene.Data.Folder, "dump");
        Assert.False(File.Exists(dump));
        await File.WriteAllTextAsync(dump, "dumped\n", TestContext.Current.CancellationToken);
        expected[job.Id] = scene.Data.Snapshot();
        await new StoreJudge(scene.Store, scene.Data.Folder).CheckAsync(await scene.ArchivesAsync(), expected);
    }

    [Fact]
    public async Task Backup_HookFails_EndsTheJobWithItsNameAndMakesNoArchive()
    {
        await using KillScene scene = await KillScene.CreateAsync(
            prepare: network => Task.FromResult(HookScripts.Write(network, "pre-backup", "echo the database does not stop; exit 7")));
        scene.Data.Change(new Random(2), DataBytes);

        JobRecord job = await scene.BackUpAsync();
        JobRecord ended = await scene.EndOfAsync(job);

        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains("pre-backup failed with exit code 7.", ended.Message, StringComparison.Ordinal);
        Assert.Contains("pre-backup: the database does not stop", await scene.LogAsync(job));
        Assert.Empty(await scene.ArchivesAsync());
    }
}
