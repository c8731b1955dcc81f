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
        report.Say($"{state.Bytes / 1_000_000} MB of manifests; the server makes its lists");
        await using (AnswersServer server = await AnswersServer.StartAsync(program, folder, cancellation))
        {
            await ListsAsync(server, state, cancellation);
        }
        await using (AnswersServer server = await AnswersServer.StartAsync(program, folder, cancellation))
        {
            await AgeAsync(server, "files that never changed", state.Kept, sizes.Archives, cancellation);
            await AgeAsync(server, "files that were removed long ago", state.Gone, Math.Max(1, sizes.Archives / 10), cancellation);
            await AgeAsync(server, "files that were never there", [.. state.Kept.Select(path => path + ".no")], 0, cancellation);
            await OthersAsync(server, state, cancellation);
            report.Add(new Figure("server's memory after that", "MiB", server.PeakBytes / 1048576.0, 0, "-", Figure.Lower));
        }
        await FindAsync("haystack", GeneratedState.Wanted, cancellation);
        await FindAsync("*haystack*.conf", GeneratedState.Wanted, cancellation);
        return report;
    }

    /// <summary>Another path each time; what is warm is the server, not the answer.</summary>
    private async Task AgeAsync(AnswersServer server, string what, IReadOnlyList<string> paths, int archive, CancellationToken cancellation)
    {
        report.Say($"age of {what}");
        List<double> times = [];
        List<double> processor = [];
        foreach (string path in paths)
        {
            (JsonNode answer, double time, double cpu) = await server.AskAsync($"v1/age?machine={GeneratedState.Veteran}&path={Encode(path)}", cancellation);
            int found = answer.AsArray().Count == 0 ? 0 : (int)answer[0]!["archive"]!;
            int since = found == 0 ? 0 : (int)answer[0]!["sameSinceArchive"]!;
            if (found != archive || since != Math.Min(1, archive))
            {
                report.Fail($"age of {path}: archive {found}, the same since {since}, not {archive} and {Math.Min(1, archive)}");
            }
            times.Add(time);
            processor.Add(cpu);
        }
        string note = FormattableString.Invariant($"the first one {times[0]:0} ms; fastest {times.Min():0.0} ms; processor {processor.Skip(1).Average():0.0} ms");
        report.Add(new Figure($"age of {what}, {sizes.Archives} archives of {sizes.Files} files", "ms", Rounds.Median(times), AgeLimit, "limit", Figure.Lower, note));
    }

    /// <summary>The other questions, for which no limit was set: none may take minutes.</summary>
    private async Task OthersAsync(AnswersServer server, GeneratedState state, CancellationToken cancellation)
    {
        string machine = $"machine={GeneratedState.Veteran}";
        JsonNode versions = await OtherAsync(server, $"history of a file with {state.BusyVersions} versions", $"v1/archive/history?{machine}&path={Encode(state.Busy)}", cancellation);
        if (versions.AsArray().Count != state.BusyVersions)
        {
            report.Fail($"history of {state.Busy} has {versions.AsArray().Count} versions, not {state.BusyVersions}");
        }
        await OtherAsync(server, "what changed between the newest two archives", $"v1/archive/differences?{machine}&from={sizes.Archives - 1}&to={sizes.Archives}&by=time", cancellation);
        await OtherAsync(server, "what changed between the oldest and the newest", $"v1/archive/differences?{machine}&from=1&to={sizes.Archives}&by=time", cancellation);
        await OtherAsync(server, "what takes the space of an archive", $"v1/archive/space?{machine}&archive=latest", cancellation);
        await OtherAsync(server, "what of it no other archive holds", $"v1/archive/space?{machine}&archive=latest&onlyHere=true", cancellation);
    }

    private async Task<JsonNode> OtherAsync(AnswersServer server, string what, string question, CancellationToken cancellation)
    {
        report.Say(what);
        (JsonNode answer, double milliseconds, double cpu) = await server.AskAsync(question, cancellation);
        report.Add(new Figure($"{what}, {sizes.Archives} archives of {sizes.Files} files", "ms", milliseconds, 0, "-", Figure.Lower, FormattableString.Invariant($"once; processor {cpu:0} ms")));
        return answer;
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

    /// <summary>Waits until the server has made its lists: of the newest archives' paths, and of what changed from each archive to the next, the oldest last.</summary>
    private async Task ListsAsync(AnswersServer server, GeneratedState state, CancellationToken cancellation)
    {
        long begin = Stopwatch.GetTimestamp();
        byte[] oldest = state.Oldest.Value.ToByteArray(bigEndian: true);
        string changes = Path.Combine(folder, "state", "changes");
        while (!Directory.Exists(changes) || !Directory.GetFiles(changes, "*.changes").Any(list => File.ReadAllBytes(list).AsSpan().IndexOf(oldest) >= 0))
        {
            await Task.Delay(1000, cancellation);
        }
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        string note = FormattableString.Invariant($"all at once after it was started first: {seconds:0} s, processor {server.ProcessorTime.TotalSeconds:0} s");
        report.Add(new Figure($"lists for an archive, {sizes.Files} files, one in 500 changed", "ms", seconds * 1000 / (sizes.Archives + sizes.Machines), 0, "-", Figure.Lower, note));
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
