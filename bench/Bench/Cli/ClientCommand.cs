using System;
using System.CommandLine;
using System.IO;
using System.Text.Json;
using Monitas.Bench.Clients;

namespace Monitas.Bench.Cli;

/// <summary>client: what the benchmark starts in the clients' network namespace.</summary>
public static class ClientCommand
{
    /// <summary>The command; hidden, since it is no person's.</summary>
    public static Command Make()
    {
        Argument<string> kind = new("kind");
        kind.AcceptOnlyFromAmong("fetch", "dhcp");
        Argument<string> order = new("order");
        Command command = new(ClientProcess.CommandName, "The clients of a benchmark.") { kind, order };
        command.Hidden = true;
        command.SetAction(parsed =>
        {
            string json = File.ReadAllText(parsed.GetRequiredValue(order));
            Console.Out.WriteLine(parsed.GetRequiredValue(kind) == "fetch"
                ? JsonSerializer.Serialize(FetchRun.Run(JsonSerializer.Deserialize<FetchOrder>(json)!))
                : JsonSerializer.Serialize(DhcpLoad.Run(JsonSerializer.Deserialize<DhcpOrder>(json)!)));
            return 0;
        });
        return command;
    }
}
