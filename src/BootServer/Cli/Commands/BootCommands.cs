using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>boot status, log, doctor.</summary>
internal static class BootCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("boot", "The boot server: DHCP, TFTP, HTTP and the boot image.") { Status(runner), Log(runner), Doctor(runner), BootImageCommands.Make(runner) };

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
        var who = new Argument<string>("who") { Description = "A machine's name, MAC or IPv4 address; without it all machines.", DefaultValueFactory = _ => "", HelpName = "MACHINE|MAC" };
        var max = new Option<int>("--max") { Description = "How many starts, the newest last.", DefaultValueFactory = _ => 10, HelpName = "N" };
        return runner.Bind(new Command("log", "Tell who has started from the network, step by step, and what went wrong.") { who, max }, async (context, parsed, cancellationToken) =>
        {
            IReadOnlyList<BootStory> stories = await context.Api.GetAsync(
                Arguments.Query(ApiRoutes.BootLog, ("who", parsed.GetValue(who) ?? ""), ("max", $"{parsed.GetValue(max)}")), ApiJson.Default.IReadOnlyListBootStory, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(stories, ApiJson.Default.IReadOnlyListBootStory);
                return ExitCode.Done;
            }
            if (stories.Count == 0)
            {
                context.Say("Nothing has started from the network here yet. If a machine has tried: monitas-server boot doctor looks for what keeps it away.");
            }
            foreach (BootStory story in stories)
            {
                BootStoryText.Write(context.Terminal.Output, story);
            }
            return ExitCode.Done;
        });
    }

    private static Command Doctor(CliRunner runner)
    {
        var device = new Option<string>("--interface") { Description = "Look at this network interface only.", DefaultValueFactory = _ => "", HelpName = "I" };
        var probe = new Option<bool>("--probe") { Description = "Also ask the LAN's DHCP servers what they offer (takes five seconds; no offer is taken)." };
        return runner.Bind(new Command("doctor", "Look for what keeps PCs from starting over the network.") { device, probe }, async (context, parsed, cancellationToken) =>
        {
            DoctorReport report = await context.Api.GetAsync(
                Arguments.Query(ApiRoutes.BootDoctor, ("interface", parsed.GetValue(device) ?? ""), ("probe", parsed.GetValue(probe) ? "true" : "")), ApiJson.Default.DoctorReport, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(report, ApiJson.Default.DoctorReport);
            }
            else
            {
                Write(context, report);
            }
            return report.Findings.Any(f => f.IsProblem) ? ExitCode.Warnings : ExitCode.Done;
        });
    }

    private static void Write(CliContext context, DoctorReport report)
    {
        foreach (Finding finding in report.Findings)
        {
            context.Say($"{(finding.IsProblem ? "!" : "-")} {finding.Text}");
            if (finding.Mend.Length > 0)
            {
                context.Say($"  What to do: {finding.Mend}");
            }
        }
        string end = report.Findings.Any(f => f.IsProblem) ? "" : "Nothing is wrong. ";
        context.Say($"{end}Looked at: {string.Join(", ", report.Looked)}.");
    }
}
