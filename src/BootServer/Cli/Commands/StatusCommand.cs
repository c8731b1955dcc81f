using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>status: the server at a glance.</summary>
internal static class StatusCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CliRunner runner) => runner.Bind(new Command("status", "Show the server, its machines and its jobs."), RunAsync);

    /// <summary>Shows the status.</summary>
    public static async Task<ExitCode> RunAsync(CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        StatusReply status = await context.Api.GetAsync(ApiRoutes.Status, ApiJson.Default.StatusReply, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(status, ApiJson.Default.StatusReply);
        }
        else
        {
            Write(context, status);
        }
        return ExitCode.Done;
    }

    private static void Write(CliContext context, StatusReply status)
    {
        System.IO.TextWriter output = context.Terminal.Output;
        output.WriteLine($"Monitas {status.Version}, up since {Words.Of(status.Started)} ({Words.Of(context.Clock.GetUtcNow() - status.Started)})");
        output.WriteLine($"  agents   {status.Url}");
        string free = status.Store.FreeBytes >= 0 ? $", {SizeText.Of(status.Store.FreeBytes)} free" : "";
        output.WriteLine($"  store    {status.Store.Path}: {CountText.Of(status.Store.Volumes, "volume")}, {SizeText.Of(status.Store.UsedBytes)}{free}");
        if (status.Store.DamagedVolumes > 0)
        {
            output.WriteLine($"  ! {CountText.Of(status.Store.DamagedVolumes, "volume is", "volumes are")} DAMAGED: monitas-server volume list shows which");
        }
        if (status.Store.KeysProblem.Length > 0)
        {
            output.WriteLine($"  ! {status.Store.KeysProblem}");
        }
        WriteSchedule(output, status.Schedule);
        if (status.Boot is { } boot)
        {
            BootCommands.Write(context, boot);
        }
        output.WriteLine();
        MachineCommands.WriteList(context, status.Machines);
        PairingCommands.Write(context, status.Waiting);
        output.WriteLine();
        WriteJobs(context, status);
    }

    private static void WriteSchedule(System.IO.TextWriter output, ScheduleGlance schedule)
    {
        string next = schedule.Next is { } turn ? $", next {Words.Of(turn.At)} for {turn.Machine}" : "";
        output.WriteLine($"  schedule {CountText.Of(schedule.Lines, "line")}{next}");
        if (schedule.LongestDue is { } longest)
        {
            output.WriteLine($"  ! {CountText.Of(schedule.Due, "turn of the schedule is", "turns of the schedule are")} due, the first since {Words.Of(longest.At)} for {longest.Machine} ({longest.Why}): monitas-server schedule next shows all");
        }
        if (schedule.Problem.Length > 0)
        {
            output.WriteLine($"  ! {schedule.Problem}");
        }
    }

    private static void WriteJobs(CliContext context, StatusReply status)
    {
        if (status.OpenJobs.Count == 0)
        {
            context.Terminal.Output.WriteLine("Nothing to do: no open jobs.");
            return;
        }
        TextTable.Write(context.Terminal, "", ["JOB", "KIND", "MACHINE", "STATE", "MESSAGE"], status.OpenJobs.Select(j => (IReadOnlyList<string>)
        [
            j.Id.ToString(), j.Kind.ToString().ToLowerInvariant(), JobText.Machine(j), Words.Of(j.State), j.Message,
        ]));
    }
}
