using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Processes;

namespace Monitas.Lab.Network;

/// <summary>A network namespace, made and removed with the ip program.</summary>
public static class NetworkNamespace
{
    private const string Folder = "/run/netns";

    /// <summary>The words that go before a program so that it runs inside the namespace.</summary>
    public static IEnumerable<string> Inside(string name, string program, IEnumerable<string> arguments) =>
        [.. new[] { "netns", "exec", name, program }, .. arguments];

    /// <summary>Makes a namespace with its loopback up.</summary>
    public static async Task MakeAsync(string name, CancellationToken cancellation)
    {
        await Command.RunWordsAsync($"ip netns add {name}", cancellation);
        await Command.RunWordsAsync($"ip -n {name} link set lo up", cancellation);
    }

    /// <summary>Ends every process inside and removes the namespace; nothing happens when it is not there.</summary>
    public static async Task RemoveAsync(string name)
    {
        if (!File.Exists(Path.Combine(Folder, name)))
        {
            return;
        }

        string inside = await Command.OutputAsync("ip", ["netns", "pids", name], CancellationToken.None);
        string[] processes = inside.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (processes.Length > 0)
        {
            await Command.RunAsync(TimeSpan.FromSeconds(10), "kill", ["-KILL", .. processes], CancellationToken.None);
        }

        await Command.RunWordsAsync($"ip netns del {name}", CancellationToken.None);
    }

    /// <summary>Removes what runs of the lab left behind that were broken off. Another run may do so at the same time.</summary>
    public static async Task RemoveStaleAsync()
    {
        if (!Directory.Exists(Folder))
        {
            return;
        }

        foreach (string name in Directory.GetFiles(Folder).Select(path => Path.GetFileName(path)))
        {
            if (LanNames.OwnerOf(name) is int owner && !Directory.Exists($"/proc/{owner}"))
            {
                await RemoveStaleAsync(name);
            }
        }
    }

    private static async Task RemoveStaleAsync(string name)
    {
        try
        {
            await RemoveAsync(name);
        }
        catch (LabException) when (!File.Exists(Path.Combine(Folder, name)))
        {
            // The other one was quicker.
        }
    }
}
