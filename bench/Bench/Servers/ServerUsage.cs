using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Monitas.Bench.Servers;

/// <summary>What a server's processes use, from /proc: memory (proc_pid_status(5): VmRSS and VmHWM, in KiB) and processor time (proc_pid_stat(5)).</summary>
public static class ServerUsage
{
    /// <summary>sysconf(_SC_CLK_TCK), which is the same on all of Linux' architectures that .NET runs on.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>The fields behind the program's name that are utime and stime.</summary>
    private const int UserTime = 11;
    private const int SystemTime = 12;

    /// <summary>Processor time since the start of a process and of its children, in seconds; to a hundredth.</summary>
    public static double CpuSeconds(int processId) => Family(processId).Sum(member =>
    {
        string stat = File.ReadAllText($"/proc/{member}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (long.Parse(fields[UserTime], CultureInfo.InvariantCulture) + long.Parse(fields[SystemTime], CultureInfo.InvariantCulture)) / TicksPerSecond;
    });

    /// <summary>Forgets the peak so far (proc_pid_clear_refs(5), 5).</summary>
    /// <returns>What a process and its children hold now, in bytes.</returns>
    public static long StartPeak(int processId)
    {
        foreach (int member in Family(processId))
        {
            File.WriteAllText($"/proc/{member}/clear_refs", "5");
        }

        return Sum(processId, "VmRSS:");
    }

    /// <summary>The most that a process and its children have held, each at its own time, in bytes.</summary>
    public static long Peak(int processId) => Sum(processId, "VmHWM:");

    private static long Sum(int processId, string field) => Family(processId).Sum(member => 1024 * File.ReadLines($"/proc/{member}/status")
        .Where(line => line.StartsWith(field, StringComparison.Ordinal))
        .Select(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture))
        .Sum());

    private static IEnumerable<int> Family(int processId) => File.ReadAllText($"/proc/{processId}/task/{processId}/children")
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(child => Family(int.Parse(child, CultureInfo.InvariantCulture)))
        .Prepend(processId);
}
