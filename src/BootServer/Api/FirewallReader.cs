using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.Doctor.Wire;

namespace Monitas.BootServer.Api;

/// <summary>
/// Reads this computer's packet filters. The kernel may have two at once, nft's and that of iptables-legacy, and a packet must pass both; the rules that
/// iptables-nft made are read by its own tool first, since nft shows some of them without their conditions.
/// </summary>
internal static class FirewallReader
{
    private static readonly TimeSpan ToolTime = TimeSpan.FromSeconds(5);

    private static readonly IReadOnlyList<(string Tool, string Program, string[] Arguments)> Tools =
    [
        ("iptables-nft", "iptables-nft-save", []),
        ("iptables-legacy", "iptables-legacy-save", []),
        ("nft", "nft", ["-j", "list", "ruleset"]),
    ];

    /// <summary>The rules by the tool that shows them, without those whose tool is not installed or may not read them.</summary>
    public static async Task<IReadOnlyList<(string Tool, PacketFilterRules Rules)>> ReadAsync(CancellationToken cancellationToken)
    {
        List<(string Tool, PacketFilterRules Rules)> read = [];
        foreach ((string tool, string program, string[] arguments) in Tools)
        {
            if (await RunAsync(program, arguments, cancellationToken) is { } text && TryParse(tool, text, out PacketFilterRules rules))
            {
                read.Add((tool, rules));
            }
        }

        return read;
    }

    private static bool TryParse(string tool, string text, out PacketFilterRules rules) =>
        tool == "nft" ? NftRuleset.TryParse(text, out rules) : IptablesRuleset.TryParse(text, tool, out rules);

    private static async Task<string?> RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(ToolTime);
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            try
            {
                // Both are read, since a pipe that nobody empties holds the program up.
                Task<string> errors = process.StandardError.ReadToEndAsync(late.Token);
                string text = await process.StandardOutput.ReadToEndAsync(late.Token);
                await errors;
                await process.WaitForExitAsync(late.Token);
                return process.ExitCode == 0 ? text : null;
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                throw;
            }
        }
        catch (Exception e) when (e is Win32Exception || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
