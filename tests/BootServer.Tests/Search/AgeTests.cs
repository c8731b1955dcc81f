using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.Contracts.Jobs;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

public sealed class AgeTests
{
    [Fact]
    public async Task Age_OverAllMachines_TellsNewestCopyAndSinceWhenItIsTheSame()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        foreach (int changed in new[] { 1, 5, 5, 5 })
        {
            await scene.AddAsync("anna", [ArchiveScene.Directory("/"), ArchiveScene.File("/etc/fstab", changed)]);
        }
        await scene.AddAsync("bert", [ArchiveScene.File("/etc/fstab")]);
        await scene.AddAsync("bert", [ArchiveScene.Directory("/")]);
        await scene.AddAsync("carl", [ArchiveScene.Directory("/")]);

        CliRun run = await scene.RunAsync("age", "/etc/fstab");
        CliRun json = await scene.RunAsync("age", "/etc/fstab/", "--machine", "anna", "--json");
        CliRun none = await scene.RunAsync("age", "/nothing");

        Assert.Equal(ExitCode.Done, run.Code);
        Assert.Matches("anna .* 4 .* archive 2 of ", run.Output);
        Assert.Matches("bert .* 1 .* archive 1 of .* gone in the newest archive", run.Output);
        Assert.DoesNotContain("carl", run.Output, StringComparison.Ordinal);
        JsonElement only = Assert.Single(JsonDocument.Parse(json.Output).RootElement.EnumerateArray());
        Assert.Equal((4, 2, true), (only.GetProperty("archive").GetInt32(), only.GetProperty("sameSinceArchive").GetInt32(), only.GetProperty("isInNewest").GetBoolean()));
        Assert.Equal((ExitCode.Failed, "No archive holds it."), (none.Code, none.Output.Trim()));
    }

    [Fact]
    public async Task Age_NotAnAbsolutePath_IsBadUsage()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        CliRun run = await scene.RunAsync("age", "etc/fstab");
        Assert.Equal(ExitCode.BadUsage, run.Code);
        Assert.Contains("begin it with '/'", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Age_CachedManifestDamaged_AnswersFromTheVolume()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.File("/f")]);
        await scene.RunAsync("age", "/f");
        string cached = Assert.Single(Directory.GetFiles(Path.Combine(scene.Harness.Settings.StateDirectory, "manifests")));
        byte[] bytes = File.ReadAllBytes(cached);
        int firstBlock = 16 + BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(12));
        bytes[firstBlock + 5] ^= 1;
        File.WriteAllBytes(cached, bytes);

        Assert.Equal(ExitCode.Done, (await scene.RunAsync("age", "/f")).Code);
        Assert.NotEqual(bytes, File.ReadAllBytes(cached));
    }

    [Fact]
    public async Task History_ListsEveryVersionWithItsArchives()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        foreach (int changed in new[] { 1, 1, 2, 0, 2, 2, 3 })
        {
            await scene.AddAsync("pc", [ArchiveScene.Directory("/"), .. changed == 0 ? [] : new[] { ArchiveScene.File("/f", changed) }]);
        }

        CliRun run = await scene.RunAsync("archive", "history", "pc", "/f", "--json");
        CliRun table = await scene.RunAsync("archive", "history", "pc", "/f");

        Assert.Equal(
            [(1, 2, 2), (3, 3, 1), (5, 6, 2), (7, 7, 1)],
            JsonDocument.Parse(run.Output).RootElement.EnumerateArray().Select(v => (v.GetProperty("firstArchive").GetInt32(), v.GetProperty("lastArchive").GetInt32(), v.GetProperty("archives").GetInt32())));
        Assert.Contains("5 to 6", table.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await scene.RunAsync("archive", "history", "pc", "/g")).Code);
    }
}
