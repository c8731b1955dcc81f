using System;
using System.CommandLine;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>machine add-card, remove-card.</summary>
internal static class MachineCardCommands
{
    /// <summary>The command that gives a machine cards.</summary>
    public static Command Add(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        var macs = new Argument<string[]>("mac") { Description = "The card's MAC address, like 52:54:00:12:34:56.", Arity = ArgumentArity.OneOrMore };
        return runner.Bind(new Command("add-card", "Say that a machine has got another network card, so that it is known when it starts by it.") { name, macs }, async (context, parsed, cancellationToken) =>
        {
            MachineView view = await context.Api.PostAsync(
                Arguments.Path(ApiRoutes.MachineCards, parsed.GetRequiredValue(name)), new CardsRequest(parsed.GetRequiredValue(macs)), ApiJson.Default.CardsRequest, ApiJson.Default.MachineView, cancellationToken);
            return Tell(context, view);
        });
    }

    /// <summary>The command that takes a card from a machine.</summary>
    public static Command Remove(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        var mac = new Argument<string>("mac") { Description = "The card's MAC address." };
        return runner.Bind(new Command("remove-card", "Say that a machine has not got a network card any more.") { name, mac }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Path(ApiRoutes.MachineCard, parsed.GetRequiredValue(name)).Replace("{mac}", Uri.EscapeDataString(parsed.GetRequiredValue(mac)), StringComparison.Ordinal);
            return Tell(context, await context.Api.DeleteAsync(path, ApiJson.Default.MachineView, cancellationToken));
        });
    }

    private static ExitCode Tell(CliContext context, MachineView view)
    {
        if (context.Json)
        {
            context.WriteJson(view, ApiJson.Default.MachineView);
        }
        else
        {
            context.Say($"{view.Machine.Name} is known by {(view.Machine.MacAddresses.Count > 0 ? string.Join(", ", view.Machine.MacAddresses) : "no network card")}.");
        }
        return ExitCode.Done;
    }
}
