using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading.Tasks;
using Monitas.BootServer.Tests.Api;
using Monitas.Contracts.Jobs;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.BootServer.Tests.Search;

public sealed class DifferenceTests
{
    private static readonly byte[] Chunk = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i % 251))];
    private static readonly byte[] Shifted = [1, 2, 3, .. Chunk];
    private static readonly byte[] Other = [.. Chunk.Select(b => (byte)(b ^ 1))];

    [Fact]
    public async Task Diff_TellsEveryChangeWithOldAndNew()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync(
            "pc",
            [
                ArchiveScene.Directory("/"), ArchiveScene.File("/gone"), ArchiveScene.File("/mode"), ArchiveScene.File("/same", 1, ArchiveScene.Span(Chunk)), ArchiveScene.File("/moved", 1, ArchiveScene.Span(Chunk)),
                ArchiveScene.File("/touched", 1, ArchiveScene.Span(Chunk)), ArchiveScene.File("/quiet", 1, ArchiveScene.Span(Chunk)), ArchiveScene.File("/grown", 1, ArchiveScene.Span(Chunk)), ArchiveScene.File("/type"),
            ],
            Chunk);
        await scene.AddAsync(
            "pc",
            [
                ArchiveScene.Directory("/"), ArchiveScene.File("/new"), ArchiveScene.File("/mode") with { Mode = 0x180 }, ArchiveScene.File("/same", 1, ArchiveScene.Span(Chunk)),
                ArchiveScene.File("/moved", 1, ArchiveScene.Span(Shifted, 0, 3)), ArchiveScene.File("/touched", 2, ArchiveScene.Span(Chunk)), ArchiveScene.File("/quiet", 1, ArchiveScene.Span(Other)),
                ArchiveScene.File("/grown", 2, ArchiveScene.Span(Chunk), ArchiveScene.Span(Other, Chunk.Length)), ArchiveScene.Directory("/type"),
            ],
            Shifted,
            Other);

        CliRun run = await scene.RunAsync("archive", "diff", "pc", "1", "2");
        CliRun byTime = await scene.RunAsync("archive", "diff", "pc", "1", "2", "--by", "time", "--json");
        CliRun below = await scene.RunAsync("archive", "diff", "pc", "1", "latest", "/mode");
        CliRun same = await scene.RunAsync("archive", "diff", "pc", "2");

        Assert.Equal(ExitCode.Warnings, run.Code);
        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("- /gone", lines[0]);
        Assert.Equal("~ /grown  (size: 5000 bytes -> 10000 bytes; changed at: 1970-01-01 00:00:01.000000000 UTC -> 1970-01-01 00:00:02.000000000 UTC)", lines[1]);
        Assert.Equal("~ /mode  (mode: 0644 -> 0600)", lines[2]);
        Assert.Equal("+ /new", lines[3]);
        Assert.Equal("~ /quiet  (content: as it was -> other bytes)", lines[4]);
        Assert.Equal("~ /touched  (changed at: 1970-01-01 00:00:01.000000000 UTC -> 1970-01-01 00:00:02.000000000 UTC)", lines[5]);
        Assert.Equal("~ /type  (type: a file -> a directory)", lines[6]);
        Assert.Equal("7 differences.", lines[7]);
        string[] told = [.. byTime.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()!)];
        Assert.Equal(["/gone", "/grown", "/mode", "/new", "/touched", "/type"], told);
        Assert.Equal(2, below.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal((ExitCode.Done, "No differences."), (same.Code, same.Output.Trim()));
    }

    [Fact]
    public async Task Diff_HoleAgainstZeros_IsTheSameContent()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        byte[] zeros = new byte[3000];
        ManifestEntry hole = ArchiveScene.File("/f", 1, ArchiveScene.Span(Chunk)) with { SizeBytes = Chunk.Length + 3000 };
        ManifestEntry written = ArchiveScene.File("/f", 1, ArchiveScene.Span(Chunk), ArchiveScene.Span(zeros, Chunk.Length));
        ManifestEntry other = ArchiveScene.File("/f", 1, ArchiveScene.Span(Chunk), ArchiveScene.Span(Other, Chunk.Length, 0, 3000));
        await scene.AddAsync("pc", [hole], Chunk);
        await scene.AddAsync("pc", [written], zeros);
        await scene.AddAsync("pc", [other], Other);

        Assert.Equal(ExitCode.Done, (await scene.RunAsync("archive", "diff", "pc", "1", "2")).Code);
        Assert.Equal(ExitCode.Warnings, (await scene.RunAsync("archive", "diff", "pc", "1", "3")).Code);
        Assert.Equal(ExitCode.Warnings, (await scene.RunAsync("archive", "diff", "pc", "3", "2")).Code);
    }

    [Fact]
    public async Task Space_AddsUpDirectoriesFilesAndWhatOnlyThisArchiveHolds()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        byte[] shared = new byte[40_000];
        byte[] own = new byte[90_000];
        new Random(1).NextBytes(shared);
        new Random(2).NextBytes(own);
        await scene.AddAsync("pc", [ArchiveScene.Directory("/"), ArchiveScene.Directory("/a"), ArchiveScene.File("/a/shared", 1, ArchiveScene.Span(shared))], shared);
        await scene.AddAsync(
            "pc",
            [
                ArchiveScene.Directory("/"), ArchiveScene.Directory("/a"), ArchiveScene.File("/a/shared", 1, ArchiveScene.Span(shared)), ArchiveScene.Directory("/b"), ArchiveScene.Directory("/b/deep"),
                ArchiveScene.File("/b/deep/own", 1, ArchiveScene.Span(own)), ArchiveScene.File("/b/deep/small", 1, ArchiveScene.Span(own, 0, 0, 10)),
                ArchiveScene.File("/b/link", 1) with { HardLinkTo = "/b/deep/own"u8.ToArray(), SizeBytes = own.Length },
            ],
            own);

        CliRun run = await scene.RunAsync("archive", "space", "pc", "/", "--only-here", "--json");
        CliRun table = await scene.RunAsync("archive", "space", "pc", "/b", "--max", "1");

        JsonElement root = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal(130_010, root.GetProperty("total").GetProperty("bytes").GetInt64());
        Assert.Equal(["/b", "/a"], Paths(root.GetProperty("children")));
        Assert.Equal(["/b/deep/own", "/a/shared", "/b/deep/small"], Paths(root.GetProperty("files")));
        Assert.Equal(0, root.GetProperty("children")[1].GetProperty("onlyHereBytes").GetInt64());
        Assert.InRange(root.GetProperty("total").GetProperty("onlyHereBytes").GetInt64(), 90_000, 92_000);
        Assert.Equal(5, root.GetProperty("children")[0].GetProperty("entries").GetInt64());
        Assert.Contains("/b/deep", table.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("/b/link", table.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Failed, (await scene.RunAsync("archive", "space", "pc", "/nothing")).Code);
    }

    [Fact]
    public async Task Ls_ManyFiles_AllCome()
    {
        await using ArchiveScene scene = await ArchiveScene.StartAsync();
        await scene.AddAsync("pc", Enumerable.Range(0, 30_000).Select(i => ArchiveScene.File($"/f{i:d6}")).Prepend(ArchiveScene.Directory("/")));

        CliRun run = await scene.RunAsync("archive", "ls", "pc", "/", "-r");

        string[] lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(30_000, lines.Length);
        Assert.EndsWith("/f029999", lines[^1], StringComparison.Ordinal);
    }

    private static IEnumerable<string> Paths(JsonElement views) => views.EnumerateArray().Select(view => view.GetProperty("path").GetString()!);
}
