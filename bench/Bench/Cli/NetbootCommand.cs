using System;
using System.CommandLine;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Figures;
using Monitas.Bench.Netboot;

namespace Monitas.Bench.Cli;

/// <summary>netboot: how fast PCs get what they start from.</summary>
public static class NetbootCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        Option<string> size = new("--size") { Description = "full, quick, or smoke (only to see that all parts work).", DefaultValueFactory = _ => "full" };
        size.AcceptOnlyFromAmong("full", "quick", "smoke");
        Option<string> only = new("--only") { Description = "One part: one-client, many-tftp, many-http or dhcp." };
        only.AcceptOnlyFromAmong(NetbootBench.OneClient, NetbootBench.ManyTftp, NetbootBench.ManyHttp, NetbootBench.Dhcp);
        Option<int?> rounds = new("--rounds") { Description = "How often each server is measured." };
        rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--rounds takes a number from 1.");
            }
        });
        Option<bool> json = new("--json") { Description = "Print one JSON document; progress goes to standard error." };
        Option<string> server = new("--server") { Description = "The server's program.", Required = true };
        Option<string> folder = new("--out") { Description = "Where the servers keep their files and logs.", Required = true };
        Command command = new("netboot", "TFTP, HTTP and DHCP for network boot, beside dnsmasq, atftpd and nginx.") { size, only, rounds, json, server, folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            NetbootSizes sizes = parsed.GetRequiredValue(size) switch
            {
                "quick" => NetbootSizes.Quick,
                "smoke" => NetbootSizes.Smoke,
                _ => NetbootSizes.Full,
            };
            sizes = parsed.GetValue(rounds) is { } times ? sizes with { Rounds = times } : sizes;
            string program = Path.GetFullPath(parsed.GetRequiredValue(server));
            NetbootBench bench = new(program, Path.GetFullPath(parsed.GetRequiredValue(folder)), sizes, new Report(Console.Error));
            return await RunAsync(bench, parsed.GetValue(only), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task<int> RunAsync(NetbootBench bench, string? only, bool json, CancellationToken cancellation)
    {
        Report report = await bench.RunAsync(only, cancellation);
        if (json)
        {
            Console.Out.WriteLine(ReportText.Json(report));
            ReportText.WriteFailures(Console.Error, report);
        }
        else
        {
            ReportText.Write(Console.Out, report);
        }

        return report.Failures.Count == 0 ? 0 : 1;
    }
}
