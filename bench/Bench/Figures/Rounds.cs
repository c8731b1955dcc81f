using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;

namespace Monitas.Bench.Figures;

/// <summary>Measures several tools in turn, so that what else the machine does meets all of them.</summary>
public static class Rounds
{
    /// <summary>Measures each tool once a round; who begins changes with each round.</summary>
    /// <returns>For each tool, in the order given, its measurements.</returns>
    public static async Task<IReadOnlyList<IReadOnlyList<TResult>>> AlternateAsync<TTool, TResult>(
        int rounds, IReadOnlyList<TTool> tools, Func<TTool, Task<TResult>> measure)
    {
        List<TResult>[] results = [.. tools.Select(_ => new List<TResult>())];
        for (int round = 0; round < rounds; round++)
        {
            for (int turn = 0; turn < tools.Count; turn++)
            {
                int tool = (round + turn) % tools.Count;
                results[tool].Add(await measure(tools[tool]));
            }
        }

        return results;
    }

    /// <summary>The middle value; of an even number the mean of the two in the middle.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
