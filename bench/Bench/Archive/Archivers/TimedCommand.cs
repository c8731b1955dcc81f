using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Archive.Archivers;

/// <summary>Runs a tool through GNU time, which counts its children too.</summary>
public static class TimedCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromHours(1);

    /// <summary>Runs a command of the shell in a directory; it must succeed.</summary>
    /// <param name="directory">Where it runs.</param>
    /// <param name="script">For bash, with pipefail.</param>
    /// <param name="variables">Its environment besides what it inherits.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<Run> RunAsync(string directory, string script, IReadOnlyDictionary<string, string> variables, CancellationToken cancellation)
    {
        string figures = Path.GetTempFileName();
        try
        {
            IEnumerable<string> settings = variables.Select(variable => $"{variable.Key}={variable.Value}");
            string[] arguments = ["-C", directory, .. settings, "time", "--quiet", "-f", "%e %U %S %M", "-o", figures, "bash", "-o", "pipefail", "-c", script];
            (await Command.RunAsync(Limit, "env", arguments, cancellation)).MustSucceed();
            double[] values = [.. (await File.ReadAllTextAsync(figures, cancellation)).Split(' ').Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
            return new Run(values[0], values[1] + values[2], (long)values[3] * 1024);
        }
        finally
        {
            File.Delete(figures);
        }
    }
}
