using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Retention;
using Monitas.BootServer.Tests.Api;
using Monitas.BootServer.Tests.Search;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Cli;

/// <summary>prune, archive delete and machine set, from the command line to the store.</summary>
public sealed class RetentionCommandTests : IAsyncLifetime
{
    private ArchiveScene _scene = null!;

    public async ValueTask InitializeAsync()
    {
        _scene = await ArchiveScene.StartAsync(settings => settings with
        {
            Retention = new RetentionSettings
            {
                Default = new RetentionPolicy { Last = 1 },
                Special = new Dictionary<string, RetentionPolicy> { ["@lab"] = new RetentionPolicy { Last = 2 } },
            },
        });
        for (byte i = 1; i <= 3; i++)
        {
            byte[] content = [.. Enumerable.Repeat(i, 50_000)];
            await _scene.AddAsync("desk", [ArchiveScene.Directory("/"), ArchiveScene.File("/notes", i, ArchiveScene.Span(content))], content);
        }
    }

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task Prune_DryRun_ShowsWhatWouldGoAndChangesNothing()
    {
        CliRun run = await _scene.RunAsync("prune", "--dry-run");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Matches("desk +1 .*GOES", run.Output);
        Assert.Matches("desk +3 .*stays +last 1, newest whole archive", run.Output);
        Assert.Contains("2 of 3 archives and 2 of 3 volumes would go;", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was changed.", run.Output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse((await _scene.RunAsync("prune", "--dry-run", "--json")).Output);
        Assert.True(json.RootElement.GetProperty("dryRun").GetBoolean());
        Assert.Equal(2, json.RootElement.GetProperty("archives").EnumerateArray().Count(archive => !archive.GetProperty("kept").GetBoolean()));
        Assert.Equal((3, 3), (_scene.Harness.Catalog.ListArchives().Count, Volumes().Length));
    }

    [Fact]
    public async Task Prune_RemovesWhatIsNotKeptAndGivesItsSpaceBack()
    {
        CliRun run = await _scene.RunAsync("prune");
        Assert.True(run.Code == ExitCode.Done, run.Error);
        Assert.Contains("2 archives and 2 volumes are gone;", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(_scene.Harness.Catalog.ListArchives()).Number);
        Assert.Single(Volumes());
        Assert.Contains("0 archives and 0 volumes are gone; nothing came back", (await _scene.RunAsync("prune")).Output.Replace("0 bytes", "nothing", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("The archive is sound: 1 chunk,", (await _scene.RunAsync("archive", "verify", "desk")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prune_Json_IsOneDocument()
    {
        CliRun run = await _scene.RunAsync("prune", "--json");
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.False(json.RootElement.GetProperty("dryRun").GetBoolean());
        Assert.Equal(3, json.RootElement.GetProperty("archives").GetArrayLength());
        Assert.True(json.RootElement.GetProperty("freedBytes").GetInt64() > 0);
    }

    [Fact]
    public async Task MachineSet_Group_GivesTheMachineItsGroupsRetention()
    {
        CliRun set = await _scene.RunAsync("machine", "set", "desk", "--group", "lab");
        Assert.Equal((ExitCode.Done, "desk is in group lab."), (set.Code, set.Output.Trim()));
        Assert.Contains("1 of 3 archives and 1 of 3 volumes would go;", (await _scene.RunAsync("prune", "--dry-run")).Output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse((await _scene.RunAsync("machine", "set", "desk", "--group", "", "--json")).Output);
        Assert.Equal("", json.RootElement.GetProperty("machine").GetProperty("group").GetString());
        Assert.Contains("2 of 3 archives", (await _scene.RunAsync("prune", "--dry-run")).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.BadUsage, (await _scene.RunAsync("machine", "set", "desk")).Code);
        Assert.Equal(ExitCode.Failed, (await _scene.RunAsync("machine", "set", "nobody", "--group", "lab")).Code);
    }

    [Fact]
    public async Task ArchiveDelete_OlderArchive_IsGoneAndPruneGivesItsSpaceBack()
    {
        CliRun unasked = await _scene.RunAsync("archive", "delete", "desk", "1");
        Assert.Equal(ExitCode.Refused, unasked.Code);
        Assert.Contains("--yes", unasked.Error, StringComparison.Ordinal);

        CliRun run = await _scene.RunAsync("archive", "delete", "desk", "1", "--yes");
        Assert.Equal(ExitCode.Done, run.Code);
        Assert.StartsWith("Removed archive 1 of desk.", run.Output, StringComparison.Ordinal);
        Assert.Equal([2, 3], _scene.Harness.Catalog.ListArchives().Select(archive => archive.Number));
        Assert.Equal(ExitCode.Failed, (await _scene.RunAsync("archive", "delete", "desk", "1", "--yes")).Code);
        Assert.StartsWith("1 archive and ", (await _scene.RunAsync("prune")).Output, StringComparison.Ordinal);
        Assert.Single(Volumes());
    }

    [Fact]
    public async Task ArchiveDelete_NewestOrBeingRead_IsRefused()
    {
        CliRun newest = await _scene.RunAsync("archive", "delete", "desk", "3", "--yes");
        Assert.Equal(ExitCode.Refused, newest.Code);
        Assert.Contains("newest whole archive of desk", newest.Error, StringComparison.Ordinal);

        ArchiveId old = _scene.Harness.Catalog.ListArchives()[0].Id;
        JobRecord job = await _scene.Harness.Engine.CreateAsync(
            JobKind.Restore, _scene.Machine("desk"), new JobParameters { Archive = old, Paths = ["/notes"u8.ToArray()] }, "the test", TestContext.Current.CancellationToken);
        CliRun read = await _scene.RunAsync("archive", "delete", "desk", "1", "--yes");
        Assert.Equal(ExitCode.Refused, read.Code);
        Assert.Contains($"monitas-server job cancel {job.Id}", read.Error, StringComparison.Ordinal);
        Assert.Equal(3, _scene.Harness.Catalog.ListArchives().Count);
    }

    private string[] Volumes() => Directory.GetFiles(_scene.Harness.Settings.Store, "*.iso");
}
