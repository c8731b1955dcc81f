using System.Collections.Generic;
using System.CommandLine;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>boot status, log.</summary>
internal static class BootCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("boot", "The boot server: DHCP, TFTP, HTTP and the boot image.") { Status(runner), Log(runner) };

    /// <summary>Writes the boot server's state.</summary>
    public static void Write(CliContext context, BootStatus boot)
    {
        string where = boot.Interface.Length > 0 ? $" on {boot.Interface} ({boot.Address})" : "";
        context.Say($"  netboot  {boot.Mode}{where}, boot image: {boot.BootImage}");
        foreach (string problem in boot.Problems)
        {
            context.Say($"  ! {problem}");
        }
    }

    private static Command Status(CliRunner runner) => runner.Bind(new Command("status", "Show what the boot server does."), async (context, _, cancellationToken) =>
    {
        BootStatus boot = await context.Api.GetAsync(ApiRoutes.Boot, ApiJson.Default.BootStatus, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(boot, ApiJson.Default.BootStatus);
        }
        else
        {
            Write(context, boot);
        }
        return boot.Problems.Count > 0 ? ExitCode.Warnings : ExitCode.Done;
    });

    private static Command Log(CliRunner runner)
    {
        var max = new Option<int>("--max") { Description = "How many lines, the newest last.", DefaultValueFactory = _ => 50, HelpName = "N" };
        return runner.Bind(new Command("log", "Show who has booted from the network and what was answered.") { max }, async (context, parsed, cancellationToken) =>
        {
            IReadOnlyList<BootLogLine> lines = await context.Api.GetAsync(Arguments.Query(ApiRoutes.BootLog, ("max", $"{parsed.GetValue(max)}")), ApiJson.Default.IReadOnlyListBootLogLine, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(lines, ApiJson.Default.IReadOnlyListBootLogLine);
                return ExitCode.Done;
            }
            foreach (BootLogLine line in lines)
            {
                context.Say($"{Words.Of(line.Time)}  {line.Mac,-17}  {(line.Machine.Length > 0 ? line.Machine : "unknown")}  {line.Text}");
            }
            return ExitCode.Done;
        });
    }
}
