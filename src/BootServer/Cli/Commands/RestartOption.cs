using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>--restart of rebuild and wipe: the sysadmin's word that a machine which runs may be restarted into the boot image.</summary>
internal static class RestartOption
{
    private const string Kexec = "kexec";
    private const string Firmware = "firmware";

    /// <summary>The option. Its value may be left out.</summary>
    public static Option<string?> Make()
    {
        var option = new Option<string?>("--restart")
        {
            Description = "If the machine runs its own system, restart it into the boot image. --restart=kexec: without its firmware; --restart=firmware: by one start from the network (UEFI); without a value, the first of them that works.",
            HelpName = $"{Kexec}|{Firmware}",
            Arity = ArgumentArity.ZeroOrOne,
        };
        option.AcceptOnlyFromAmong(Kexec, Firmware);
        return option;
    }

    /// <summary>What was said; null: nothing is restarted.</summary>
    public static RestartWay? Of(ParseResult parsed, Option<string?> option) => parsed.GetResult(option) is null ? null : parsed.GetValue(option) switch
    {
        Kexec => RestartWay.Kexec,
        Firmware => RestartWay.Firmware,
        _ => RestartWay.Auto,
    };

    /// <summary>Asks whether the machine may be restarted, and names who is logged in. True when it may, or when no restart is ordered.</summary>
    /// <exception cref="CliException">Nobody can be asked, and --yes was not given.</exception>
    public static async Task<bool> AskAsync(CliContext context, JobRequest request, CancellationToken cancellationToken)
    {
        if (request.Restart is null || request.PreApproved)
        {
            return true;
        }
        if (context.Json || !context.Terminal.IsInteractive)
        {
            throw new CliException(ExitCode.BadUsage, "--restart may end the work of somebody who sits at the PC, so it asks first; where nobody can be asked, add --yes. That approves the plan too.");
        }
        MachineView machine = await context.Api.PostAsync(Arguments.Path(ApiRoutes.MachineLook, request.Machine), ApiJson.Default.MachineView, cancellationToken);
        context.Say(Question(machine));
        string? answer = await context.Terminal.ReadLineAsync(cancellationToken);
        bool isYes = string.Equals(answer?.Trim(), "yes", StringComparison.OrdinalIgnoreCase);
        if (!isYes)
        {
            context.Say("Not ordered.");
        }
        return isYes;
    }

    private static string Question(MachineView view)
    {
        string name = view.Machine.Name;
        string state = view.Connected switch
        {
            AgentEnvironment.Live when view.Machine.LiveFacts is { LoggedInUsers: { Count: > 0 } users } => $"{name} runs, and logged in there: {string.Join(", ", users)}. What is not saved is lost.",
            AgentEnvironment.Live => $"{name} runs; its agent names nobody who is logged in there.",
            AgentEnvironment.BootImage => $"{name} is in the boot image already and is not restarted.",
            _ => $"{name} is not connected; if its own system starts, that is restarted.",
        };
        return $"{state} Restart it into the boot image? Type yes, or Enter to order nothing:";
    }
}
