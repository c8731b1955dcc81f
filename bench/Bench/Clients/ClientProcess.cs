using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Network;
using Monitas.Lab;
using Monitas.Lab.Network;
using Monitas.Lab.Processes;

namespace Monitas.Bench.Clients;

/// <summary>Runs this program once more as the clients, inside their network namespace: a process of its own, so that it can have a processor of its own.</summary>
public sealed class ClientProcess(BenchNetwork network)
{
    /// <summary>The command that the program then gets.</summary>
    public const string CommandName = "client";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Fetches files.</summary>
    public Task<FetchResult> FetchAsync(FetchOrder order, CancellationToken cancellation) => RunAsync<FetchOrder, FetchResult>("fetch", order, null, cancellation);

    /// <summary>Asks a DHCP server, on some processors (as taskset(1) writes them).</summary>
    public Task<DhcpResult> AskDhcpAsync(DhcpOrder order, string processors, CancellationToken cancellation) =>
        RunAsync<DhcpOrder, DhcpResult>("dhcp", order, processors, cancellation);

    private async Task<TResult> RunAsync<TOrder, TResult>(string kind, TOrder order, string? processors, CancellationToken cancellation)
    {
        // The order may be longer than what a command line should hold.
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, JsonSerializer.Serialize(order), cancellation);
            IEnumerable<string> command = [.. processors is null ? Array.Empty<string>() : ["taskset", "--cpu-list", processors], .. OwnProgram(), CommandName, kind, file];
            CommandResult result = await Command.RunAsync(Limit, "ip", NetworkNamespace.Inside(network.Clients, command.First(), command.Skip(1)), cancellation);
            return JsonSerializer.Deserialize<TResult>(result.MustSucceed().Output) ?? throw new LabException("the clients said nothing");
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string[] OwnProgram()
    {
        string program = Environment.ProcessPath!;
        return Path.GetFileName(program) == "dotnet" ? [program, "exec", typeof(ClientProcess).Assembly.Location] : [program];
    }
}
