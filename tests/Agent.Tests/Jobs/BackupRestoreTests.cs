using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Agent.Tests.Files;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.Agent.Tests.Jobs;

public sealed class BackupRestoreTests
{
    [Theory]
    [InlineData("")]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public async Task RestoreAll_NastyTree_IsTheSameForAnIndependentTool(string fileSystem)
    {
        using ScratchDisk disk = new(fileSystem);
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: fileSystem.Length > 0);
        string[] before = TreeListing.Of(source);
        using JobScene scene = new(source);

        JobResult backup = await scene.BackupAsync();
        using ScratchDisk target = new(fileSystem);
        string restored = target.Make("restored");
        JobResult restore = await scene.RestoreAllAsync(restored);

        Assert.Equal([], backup.Warnings);
        Assert.Equal([], restore.Warnings);
        Assert.Equal(JobOutcome.Succeeded, restore.Outcome);
        Assert.Equal(before, TreeListing.Of(source));
        Assert.Equal(before, TreeListing.Of(restored));
        Assert.InRange(Allocated(restored), 0, Allocated(source) * 1.1);
        Assert.Equal([], await DifferencesAsync(scene, restored));
    }

    [Fact]
    public async Task Backup_Manifest_IsSortedAndCountsWhatItHolds()
    {
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        NastyTree.Make(source, withFlags: false);
        using JobScene scene = new(source);

        JobResult result = await scene.BackupAsync();

        List<ManifestEntry> entries = scene.Entries();
        Assert.Equal(entries.Count, result.Figures["files"]);
        Assert.All(entries.Zip(entries.Skip(1)), pair => Assert.True(BytePath.Compare(pair.First.Path, pair.Second.Path) < 0));
        Assert.True(result.Figures["newBytes"] < result.Figures["bytes"], "a file that is there twice is stored once");
        Assert.Equal("root"u8.ToArray(), entries[0].UserName);
    }

    [Fact]
    public async Task Backup_OfVeryManyTinyFiles_WaitsForNoChunkWithMoreThanTwentyThousandEntriesAndCutsAlikeEachTime()
    {
        const int Files = 45_000;
        using ScratchDisk disk = new();
        string source = disk.Make("source");
        for (int i = 0; i < Files; i++)
        {
            await System.IO.File.WriteAllTextAsync(System.IO.Path.Combine(source, $"tiny-{i:00000}"), i % 9 == 0 ? $"{i}" : "", TestContext.Current.CancellationToken);
        }
        using JobScene scene = new(source);

        await scene.BackupAsync();
        List<ContentSpan> first = [.. scene.Entries().SelectMany(entry => entry.Spans)];
        scene.Server.Base = null;
        await scene.BackupAsync();

        Assert.Equal(first, scene.Entries().SelectMany(entry => entry.Spans));
        Assert.Equal(3, first.Select(span => span.Chunk).Distinct().Count());
    }

    private static async Task<IEnumerable<string>> DifferencesAsync(JobScene scene, string root)
    {
        scene.Source = scene.Source with { Root = root };
        JobResult result = await scene.CompareAsync();
        return result.Differences!.Select(one => $"{BytePath.ToDisplay(one.Path)}: {one.Kind} {one.Detail}");
    }

    private static long Allocated(string directory) => long.Parse(Python.Command("/usr/bin/du", "-sk", directory).Split('\t')[0]);
}
