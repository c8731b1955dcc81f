using System.Collections.Generic;
using System.Linq;
using Monitas.Bench.Clients;
using Monitas.Bench.Figures;
using Monitas.Bench.Servers;

namespace Monitas.Bench.Netboot;

/// <summary>Turns what the clients saw into figures. What Monitas did not do is a failure; what another server did not do is a note.</summary>
/// <param name="report">Gets the failures.</param>
/// <param name="work">What is measured.</param>
internal sealed class FetchJudge(Report report, string work)
{
    /// <summary>Right bytes of all clients in 10^6 a second, until the last one had its file; 0 when none finished.</summary>
    public static double MbPerSecond(FetchResult result) => result.Seconds.Count == 0 ? 0 : result.Bytes / 1e6 / result.Seconds[^1];

    /// <summary>The slowest client's time beside the median's; 0 when none finished.</summary>
    public static double SlowestToMedian(FetchResult result) => result.Seconds.Count == 0 ? 0 : result.Seconds[^1] / Rounds.Median(result.Seconds);

    /// <summary>The server's processor time for 2^30 bytes.</summary>
    public static double CpuPerGiB(Measured<FetchResult> measured) =>
        measured.Result.SentBytes == 0 ? 0 : measured.CpuSeconds / measured.Result.SentBytes * (1L << 30);

    /// <summary>As <see cref="MbPerSecond"/>; takes note of Monitas' failures.</summary>
    public double OursMbPerSecond(FetchResult result)
    {
        if (result.Failures.Count > 0)
        {
            report.Fail($"{work}: {result.Failures.Count} did not get the file: {result.Failures[0]}");
        }

        return MbPerSecond(result);
    }

    /// <summary>What to know about a peer's rounds: other terms than asked for, and who did not finish.</summary>
    public static IEnumerable<string> NotesOf(IReadOnlyList<FetchResult> results, string asked)
    {
        if (results[0].Seconds.Count > 0 && results[0].Terms != asked)
        {
            yield return $"it chose {results[0].Terms}";
        }

        int failures = results.Sum(result => result.Failures.Count);
        if (failures > 0)
        {
            yield return $"{failures} did not get the file: {results.First(result => result.Failures.Count > 0).Failures[0]}";
        }
    }
}
