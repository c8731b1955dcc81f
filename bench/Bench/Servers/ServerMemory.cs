using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Monitas.Bench.Servers;

/// <summary>The memory of a server's processes, from /proc (proc_pid_status(5): VmRSS and VmHWM, in KiB).</summary>
public static class ServerMemory
{
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
