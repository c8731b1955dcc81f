using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>machine waiting, pair, wake.</summary>
internal static class PairingCommands
{
    /// <summary>The command that lists unknown PCs.</summary>
    public static Command Waiting(CliRunner runner) => runner.Bind(new Command("waiting", "List unknown PCs that show a pairing code."), async (context, _, cancellationToken) =>
    {
        IReadOnlyList<PairingView> waiting = await context.Api.GetAsync(ApiRoutes.Pairings, ApiJson.Default.IReadOnlyListPairingView, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(waiting, ApiJson.Default.IReadOnlyListPairingView);
        }
        else if (waiting.Count == 0)
        {
            context.Say("No unknown PC waits. With [netboot] unknown-machines = pair one shows its code when it starts from the network.");
        }
        else
        {
            Write(context, waiting);
        }
        return ExitCode.Done;
    });

    /// <summary>The command that approves one.</summary>
    public static Command Pair(CliRunner runner)
    {
        var code = new Argument<string>("code") { Description = "The code on the PC's screen." };
        var name = new Argument<string>("name") { Description = "The name that the machine gets." };
        return runner.Bind(new Command("pair", "Approve an unknown PC that shows a pairing code: it becomes a machine.") { code, name }, async (context, parsed, cancellationToken) =>
        {
            MachineView view = await context.Api.PostAsync(
                ApiRoutes.Pairings, new PairRequest(parsed.GetRequiredValue(code), parsed.GetRequiredValue(name)), ApiJson.Default.PairRequest, ApiJson.Default.MachineView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(view, ApiJson.Default.MachineView);
            }
            else
            {
                context.Say($"{view.Machine.Name} is a machine now; its screen says so in a few seconds, and it waits there for an order. Nothing on its disks has been changed.");
            }
            return ExitCode.Done;
        });
    }

    /// <summary>The command that wakes a machine.</summary>
    public static Command Wake(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        return runner.Bind(new Command("wake", "Switch a machine on over the network (Wake-on-LAN).") { name }, async (context, parsed, cancellationToken) =>
        {
            WakeReply reply = await context.Api.PostAsync(Arguments.Path(ApiRoutes.MachineWake, parsed.GetRequiredValue(name)), ApiJson.Default.WakeReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.WakeReply);
            }
            else
            {
                context.Say($"Sent wake-up packets for {reply.Machine} ({string.Join(", ", reply.MacAddresses)}) to {string.Join(", ", reply.SentTo)}.");
                context.Say(reply.Note);
            }
            return ExitCode.Done;
        });
    }

    /// <summary>Writes unknown PCs in a table; nothing when there are none.</summary>
    public static void Write(CliContext context, IReadOnlyList<PairingView> waiting)
    {
        if (waiting.Count == 0)
        {
            return;
        }
        TextTable.Write(context.Terminal, "", ["CODE", "PC", "SERIAL", "MAC", "ADDRESS", "WAITS SINCE"], waiting.Select(w => (IReadOnlyList<string>)
        [
            w.Code, w.Model, w.SerialNumber, string.Join(", ", w.MacAddresses), w.Address, Words.Of(w.Since),
        ]));
        context.Say("Compare the code with the PC's screen, then: monitas-server machine pair CODE NAME");
        foreach (PairingView pc in waiting.Where(w => w.Resembles.Length > 0 && w.MacAddresses.Count > 0))
        {
            context.Say($"{pc.Code} has the SMBIOS UUID of {pc.Resembles}. If it is {pc.Resembles} with another network card: monitas-server machine add-card {pc.Resembles} {string.Join(' ', pc.MacAddresses)}");
        }
    }
}
