using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Xunit;

namespace Monitas.Integration.Tests;

/// <summary>The benchmarks run from end to end, with sizes that say nothing about speed.</summary>
public sealed class BenchmarkTests
{
    private static readonly string[] Peers = ["atftpd", "dnsmasq", "nginx"];
    private static readonly string[] ArchivePeers = ["borg", "restic", "tar|zstd"];

    [Fact]
    public async Task Netboot_WithTinySizes_MeasuresMonitasBesideEachPeerAndAllBytesAreRight()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(
            ["monitas-bench"], "netboot", "--size", "smoke", "--json", "--server", Programs.Server, "--out", Path.Combine(network.Folder, "bench"));

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonObject[] figures = [.. JsonNode.Parse(result.Output)!.AsArray().Select(node => node!.AsObject())];
        Assert.Equal(Peers, figures.Select(figure => (string)figure["peer_name"]!).Distinct().Order());
        IEnumerable<JsonObject> rates = figures.Where(figure => (string)figure["unit"]! is "MB/s" or "exchanges/s");
        Assert.NotEmpty(rates);
        Assert.All(rates, figure => Assert.True((double)figure["ours"]! > 0 && (double)figure["peer"]! > 0 && (double)figure["ratio"]! > 0, figure.ToString()));
        IEnumerable<JsonObject> served = figures.Where(figure => (string)figure["unit"]! == "clients");
        Assert.All(served, figure => Assert.Equal(20, (double)figure["ours"]!));
        Assert.NotEmpty(served);
    }

    [Fact]
    public async Task Archive_WithTinySizes_MeasuresMonitasBesideEachPeerAndGivesBackWhatItTook()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(
            ["monitas-bench"], "archive", "--size", "smoke", "--json", "--server", Programs.Server, "--agent", Programs.Agent, "--out", Path.Combine(network.Folder, "bench"));

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonObject[] figures = [.. JsonNode.Parse(result.Output)!.AsArray().Select(node => node!.AsObject())];
        Assert.Equal(ArchivePeers, figures.Select(figure => (string)figure["peer_name"]!).Distinct().Order());
        IEnumerable<JsonObject> stored = figures.Where(figure => (string)figure["unit"]! == "MB");
        Assert.All(stored, figure => Assert.True((double)figure["ours"]! > 0, figure.ToString()));
        Assert.NotEmpty(stored);
    }

    [Fact]
    public async Task Answers_WithTinySizes_MeasuresEveryQuestionAndAllAnswersAreRight()
    {
        await using TestNetwork network = await TestNetwork.CreateAsync();

        ProcessResult result = await network.RunAsync(
            ["monitas-bench"], "answers", "--size", "smoke", "--json", "--server", Programs.Server, "--out", Path.Combine(network.Folder, "bench"));

        Assert.True(result.ExitCode == 0, result.ToString());
        JsonObject[] figures = [.. JsonNode.Parse(result.Output)!.AsArray().Select(node => node!.AsObject())];
        foreach (string question in new[] { "age of files that never", "age of files that were removed", "history", "what changed", "what takes the space", "find haystack, cold" })
        {
            Assert.Contains(figures, figure => ((string)figure["work"]!).StartsWith(question, System.StringComparison.Ordinal) && (double)figure["ours"]! > 0);
        }
    }
}
