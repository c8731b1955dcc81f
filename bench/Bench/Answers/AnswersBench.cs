using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Answers;

/// <summary>How fast the server answers what archives hold, against the limits that were set: `age` 10 ms warm, `find` 3 s cold.</summary>
/// <param name="program">The server's program.</param>
/// <param name="folder">Where all of it lies; emptied before.</param>
/// <param name="sizes">How much.</param>
/// <param name="report">Gets the figures.</param>
internal sealed class AnswersBench(string program, string folder, AnswersSizes sizes, Report report)
{
    private const double AgeLimit = 10;
    private const double FindLimit = 3000;

    /// <summary>Makes the archives and asks.</summary>
    internal async Task<Report> RunAsync(CancellationToken cancellation)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        Directory.CreateDirectory(Path.Combine(folder, "store"));
        GeneratedState state = new(Path.Combine(folder, "state"), sizes, report.Say);
        state.Make();
        report.Say($"{state.Bytes / 1_000_000} MB of manifests; the server makes its path lists");
        await using (AnswersServer server = await AnswersServer.StartAsync(program, folder, cancellation))
        {
            await ListsAsync(cancellation);
            await AgeAsync(server, "a file that never changed", state.Stable, sizes.Archives, cancellation);
            await AgeAsync(server, "a file that was removed long ago", state.Gone, Math.Max(1, sizes.Archives / 10), cancellation);
            await AgeAsync(server, "a file that was never there", "/no/such/file", 0, cancellation);
            report.Add(new Figure("server's memory after that", "MiB", server.PeakBytes / 1048576.0, 0, "-", Figure.Lower));
        }
        await FindAsync("haystack", GeneratedState.Wanted, cancellation);
        await FindAsync("*haystack*.conf", GeneratedState.Wanted, cancellation);
        return report;
    }

    private async Task AgeAsync(AnswersServer server, string what, string path, int archive, CancellationToken cancellation)
    {
        report.Say($"age of {what}");
        string question = $"v1/age?machine={GeneratedState.Veteran}&path={Encode(path)}";
        (JsonNode answer, double cold, _) = await server.AskAsync(question, cancellation);
        int found = answer.AsArray().Count == 0 ? 0 : (int)answer[0]!["archive"]!;
        if (found != archive)
        {
            report.Fail($"age of {path}: archive {found}, not {archive}");
        }
        List<double> times = [];
        List<double> processor = [];
        for (int i = 0; i < sizes.Rounds; i++)
        {
            (_, double warm, double cpu) = await server.AskAsync(question, cancellation);
            times.Add(warm);
            processor.Add(cpu);
        }
        string note = FormattableString.Invariant($"the first time {cold:0} ms; fastest {times.Min():0.0} ms; processor {processor.Average():0.0} ms");
        report.Add(new Figure($"age of {what}, {sizes.Archives} archives of {sizes.Files} files", "ms", Rounds.Median(times), AgeLimit, "limit", Figure.Lower, note));
    }

    /// <summary>Each time with a server that was started just now and files that are not in memory.</summary>
    private async Task FindAsync(string pattern, string path, CancellationToken cancellation)
    {
        report.Say($"find {pattern}");
        List<double> times = [];
        List<double> processor = [];
        for (int i = 0; i < Math.Min(3, sizes.Rounds); i++)
        {
            await using AnswersServer server = await AnswersServer.StartAsync(program, folder, cancellation);
            await ForgetFilesAsync(cancellation);
            (JsonNode answer, double cold, double cpu) = await server.AskAsync($"v1/find?pattern={Encode(pattern)}", cancellation);
            times.Add(cold);
            processor.Add(cpu);
            if (answer["found"]!.AsArray().Count(found => (string?)found!["file"]!["path"] == path) != sizes.Machines - 1)
            {
                report.Fail($"find {pattern} did not find {path} on {sizes.Machines - 1} machines");
            }
        }
        string note = FormattableString.Invariant($"fastest {times.Min():0} ms; processor {processor.Average():0} ms");
        report.Add(new Figure($"find {pattern}, cold, {sizes.Machines} machines with {sizes.FilesOfEach} files each", "ms", Rounds.Median(times), FindLimit, "limit", Figure.Lower, note));
    }

    /// <summary>The server makes the lists of new archives within a minute.</summary>
    private async Task ListsAsync(CancellationToken cancellation)
    {
        string lists = Path.Combine(folder, "state", "search");
        while (!Directory.Exists(lists) || Directory.GetFiles(lists, "*.paths").Length < sizes.Machines)
        {
            await Task.Delay(200, cancellation);
        }
    }

    /// <summary>Lets the kernel drop what it holds of the state directory, and of nothing else.</summary>
    private async Task ForgetFilesAsync(CancellationToken cancellation)
    {
        foreach (string file in Directory.GetFiles(Path.Combine(folder, "state"), "*", SearchOption.AllDirectories).Where(file => !file.EndsWith(".db", StringComparison.Ordinal)))
        {
            using Process drop = Process.Start(new ProcessStartInfo("dd", [$"if={file}", "iflag=nocache", "count=0", "status=none"]))!;
            await drop.WaitForExitAsync(cancellation);
        }
    }

    private static string Encode(string text) => Uri.EscapeDataString(Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
}
