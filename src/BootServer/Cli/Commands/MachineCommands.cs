using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>machine list, show, add, set, remove, token, and those of <see cref="MachineCardCommands"/> and <see cref="PairingCommands"/>.</summary>
internal static class MachineCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("machine", "Machines and how they enrol.")
    {
        runner.Bind(new Command("list", "List all machines."), ListAsync), Show(runner), Add(runner), Set(runner), Remove(runner), Token(runner),
        MachineCardCommands.Add(runner), MachineCardCommands.Remove(runner),
        PairingCommands.Waiting(runner), PairingCommands.Pair(runner), PairingCommands.Wake(runner),
    };

    /// <summary>Writes machines in a table.</summary>
    public static void WriteList(CliContext context, IReadOnlyList<MachineView> machines) => TextTable.Write(
        context.Terminal,
        "No machines yet: monitas-server machine token NAME makes the token with which one enrols.",
        ["MACHINE", "AGENT", "LAST SEEN", "NEWEST ARCHIVE", "SYSTEM"],
        machines.Select(m => (IReadOnlyList<string>)
        [
            m.Machine.Name,
            m.Connected is null && !m.Enrolled ? "not enrolled" : Words.Of(m.Connected),
            Words.Of(m.Machine.LastSeen),
            m.NewestArchive is { } number ? $"{number} of {Words.Of(m.NewestArchiveTime)}" : "none",
            m.Machine.LiveFacts?.OperatingSystem ?? "",
        ]));

    private static async Task<ExitCode> ListAsync(CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        IReadOnlyList<MachineView> machines = await context.Api.GetAsync(ApiRoutes.Machines, ApiJson.Default.IReadOnlyListMachineView, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(machines, ApiJson.Default.IReadOnlyListMachineView);
        }
        else
        {
            WriteList(context, machines);
            PairingCommands.Write(context, await context.Api.GetAsync(ApiRoutes.Pairings, ApiJson.Default.IReadOnlyListPairingView, cancellationToken));
        }
        return ExitCode.Done;
    }

    private static Command Show(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        return runner.Bind(new Command("show", "Show one machine.") { name }, async (context, parsed, cancellationToken) =>
        {
            MachineView view = await context.Api.GetAsync(Arguments.Path(ApiRoutes.Machine, parsed.GetRequiredValue(name)), ApiJson.Default.MachineView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(view, ApiJson.Default.MachineView);
            }
            else
            {
                Write(context, view);
            }
            return ExitCode.Done;
        });
    }

    private static Command Add(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        var macs = new Option<string[]>("--mac") { Description = "A MAC address; may be repeated.", HelpName = "MAC" };
        return runner.Bind(new Command("add", "Add a machine before its agent enrols.") { name, macs }, async (context, parsed, cancellationToken) =>
        {
            MachineView view = await context.Api.PostAsync(
                ApiRoutes.Machines, new AddMachineRequest(parsed.GetRequiredValue(name), parsed.GetValue(macs) ?? []), ApiJson.Default.AddMachineRequest, ApiJson.Default.MachineView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(view, ApiJson.Default.MachineView);
            }
            else
            {
                context.Say($"Added {view.Machine.Name}. Its agent enrols with a token: monitas-server machine token {view.Machine.Name}");
            }
            return ExitCode.Done;
        });
    }

    private static Command Set(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        var group = new Option<string>("--group") { Description = "The group that it belongs to, such as lab; '' for none.", HelpName = "GROUP", Required = true };
        return runner.Bind(new Command("set", "Change what you say of a machine.") { name, group }, async (context, parsed, cancellationToken) =>
        {
            MachineView view = await context.Api.PostAsync(
                Arguments.Path(ApiRoutes.MachineSettings, parsed.GetRequiredValue(name)), new SetMachineRequest(parsed.GetValue(group)), ApiJson.Default.SetMachineRequest, ApiJson.Default.MachineView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(view, ApiJson.Default.MachineView);
            }
            else
            {
                context.Say(view.Machine.Group.Length > 0 ? $"{view.Machine.Name} is in group {view.Machine.Group}." : $"{view.Machine.Name} is in no group.");
            }
            return ExitCode.Done;
        });
    }

    private static Command Remove(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        return runner.Bind(new Command("remove", "Forget a machine and its jobs; its archives stay in the store.") { name }, async (context, parsed, cancellationToken) =>
        {
            RemovedReply removed = await context.Api.DeleteAsync(Arguments.Path(ApiRoutes.Machine, parsed.GetRequiredValue(name)), ApiJson.Default.RemovedReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(removed, ApiJson.Default.RemovedReply);
            }
            else
            {
                context.Say($"Removed {removed.Name}. Its archives stay in the store.");
            }
            return ExitCode.Done;
        });
    }

    private static Command Token(CliRunner runner)
    {
        Argument<string> name = Arguments.Machine();
        var hours = new Option<int>("--hours") { Description = "For how long the token is valid.", DefaultValueFactory = _ => 24, HelpName = "HOURS" };
        return runner.Bind(new Command("token", "Make a one-time token with which a machine enrols.") { name, hours }, async (context, parsed, cancellationToken) =>
        {
            TokenReply reply = await context.Api.PostAsync(
                ApiRoutes.Tokens, new TokenRequest(parsed.GetRequiredValue(name), parsed.GetValue(hours)), ApiJson.Default.TokenRequest, ApiJson.Default.TokenReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.TokenReply);
                return ExitCode.Done;
            }
            context.Say($"Token for {reply.Name}, once, until {Words.Of(reply.Expires)}:");
            context.Say($"  {reply.Token}");
            context.Say("On the machine, as root:");
            context.Say($"  {reply.Command}");
            return ExitCode.Done;
        });
    }

    private static void Write(CliContext context, MachineView view)
    {
        System.IO.TextWriter output = context.Terminal.Output;
        MachineFacts? facts = view.Machine.Facts;
        output.WriteLine(view.Machine.Name);
        output.WriteLine($"  agent     {(view.Connected is null && !view.Enrolled ? "not enrolled" : Words.Of(view.Connected))}, last seen {Words.Of(view.Machine.LastSeen)}");
        output.WriteLine($"  group     {Or(view.Machine.Group)}");
        output.WriteLine($"  archives  {(view.NewestArchive is { } number ? $"newest is {number} of {Words.Of(view.NewestArchiveTime)}" : "none")}");
        output.WriteLine($"  system    {view.Machine.LiveFacts?.OperatingSystem ?? "-"}, kernel {view.Machine.LiveFacts?.Kernel ?? "-"}");
        output.WriteLine($"  hardware  {facts?.Model ?? "-"}, serial {Or(view.Machine.SerialNumber)}, UUID {Or(view.Machine.SmbiosUuid)}, {SizeText.Of(facts?.MemoryBytes ?? 0)} memory, {facts?.Firmware.ToString().ToUpperInvariant() ?? "-"}");
        string cards = string.Join(", ", view.Machine.MacAddresses.Select(mac => view.Machine.AwaitedCards.Contains(mac) ? mac + " (given by you, its agent has not told it yet)" : mac));
        output.WriteLine($"  MAC       {Or(cards)}");
        foreach (DiskFacts disk in facts?.Disks ?? [])
        {
            output.WriteLine($"  disk      {disk.Path}  {DiskText.Of(disk)}{(disk.Content.Length > 0 ? ": " + disk.Content : "")}");
        }
    }

    private static string Or(string text) => text.Length > 0 ? text : "-";
}
