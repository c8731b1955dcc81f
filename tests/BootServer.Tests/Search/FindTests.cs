using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Search;
using Monitas.BootServer.Tests.Api;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

public sealed class FindTests
{
    [Fact]
    public async Task Find_LooksIntoTheNewestArchiveOfEveryMachine()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync("bert", [ArchiveScene.File("/home/bert/old-report.odt")]);
        await scene.AddAsync("bert", [ArchiveScene.File("/home/bert/report.odt")]);
        await scene.AddAsync("anna", [ArchiveScene.File("/home/anna/REPORT.odt"), ArchiveScene.File("/home/anna/report.txt")]);

        CliRun run = await scene.RunAsync("find", "report", "--json");
        CliRun pattern = await scene.RunAsync("find", "*.odt", "-i");
        CliRun one = await scene.RunAsync("find", "report", "--machine", "anna");
        CliRun few = await scene.RunAsync("find", "/", "--max", "2");
        CliRun none = await scene.RunAsync("find", "nothing");

        Assert.Equal(["/home/anna/report.txt", "/home/bert/report.odt"], JsonDocument.Parse(run.Output).RootElement.GetProperty("found").EnumerateArray().Select(f => f.GetProperty("file").GetProperty("path").GetString()));
        Assert.Equal(2, pattern.Output.Split('\n').Count(line => line.EndsWith(".odt", StringComparison.Ordinal)));
        Assert.DoesNotContain("bert", one.Output, StringComparison.Ordinal);
        Assert.Contains("There are more than these 2", few.Output, StringComparison.Ordinal);
        Assert.Equal((ExitCode.Failed, "Nothing found in 2 archives."), (none.Code, none.Output.Trim()));
        Assert.Equal(ExitCode.BadUsage, (await scene.RunAsync("find", "a[b")).Code);
    }

    [Fact]
    public async Task Find_ListDamaged_IsMadeAnew()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync("pc", [ArchiveScene.File("/etc/fstab")]);
        await scene.RunAsync("find", "fstab");
        string list = Assert.Single(Directory.GetFiles(Path.Combine(scene.Harness.Settings.StateDirectory, "search")));
        File.WriteAllBytes(list, File.ReadAllBytes(list)[..^3]);

        Assert.Equal(ExitCode.Done, (await scene.RunAsync("find", "fstab")).Code);
    }

    [Fact]
    public async Task Keeper_ListOfAnotherFormat_IsMadeAnew()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        var archive = await scene.AddAsync("pc", [ArchiveScene.File("/a")]);
        await scene.Keeper().RunOnceAsync(TestContext.Current.CancellationToken);
        string list = Path.Combine(scene.Harness.Settings.StateDirectory, "search", $"{archive.Id}.paths");
        byte[] sound = File.ReadAllBytes(list);
        byte[] old = [.. sound];
        old[8] = 1;
        File.WriteAllBytes(list, old);

        await scene.Keeper().RunOnceAsync(TestContext.Current.CancellationToken);

        Assert.Equal(sound, File.ReadAllBytes(list));
    }

    [Fact]
    public async Task Keeper_KeepsTheListsOfTheNewestArchivesOnly()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        SearchKeeper keeper = scene.Keeper();
        string directory = Path.Combine(scene.Harness.Settings.StateDirectory, "search");
        var first = await scene.AddAsync("pc", [ArchiveScene.File("/a")]);
        await keeper.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"{first.Id}.paths"], Directory.GetFiles(directory).Select(Path.GetFileName));
        var second = await scene.AddAsync("pc", [ArchiveScene.File("/b")]);
        await keeper.RunOnceAsync(TestContext.Current.CancellationToken);
        Assert.Equal([$"{second.Id}.paths"], Directory.GetFiles(directory).Select(Path.GetFileName));
    }
}
