using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Schedules;
using Monitas.BootServer.Schedules.Deciding;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>schedule show, check, next.</summary>
internal static class ScheduleCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("schedule", "The plain text file that says what is due when.") { Show(runner), Check(runner), Next(runner) };

    private static Command Show(CliRunner runner) => runner.Bind(new Command("show", "Show the lines that count, with the machines that each means."), async (context, _, cancellationToken) =>
    {
        ScheduleView view = await context.Api.GetAsync(ApiRoutes.Schedule, ApiJson.Default.ScheduleView, cancellationToken);
        Write(context, view);
        if (!context.Json && view.Errors.Count > 0)
        {
            context.Say($"The file does not count as it is now. The lines above, read {Words.Of(view.Since)}, go on.");
        }
        return view.Errors.Count > 0 ? ExitCode.Warnings : ExitCode.Done;
    });

    private static Command Check(CliRunner runner)
    {
        var file = new Argument<string>("file") { Description = "The file to look at (else the server's own, as it is now).", DefaultValueFactory = _ => "" };
        return runner.Bind(new Command("check", "Tell all that is wrong in a schedule before it counts, and which machines its lines mean.") { file }, async (context, parsed, cancellationToken) =>
        {
            string path = parsed.GetValue(file) ?? "";
            ScheduleCheckRequest request = new(path.Length > 0 ? await ReadAsync(path) : null, path);
            ScheduleView view = await context.Api.PostAsync(ApiRoutes.ScheduleCheck, request, ApiJson.Default.ScheduleCheckRequest, ApiJson.Default.ScheduleView, cancellationToken);
            Write(context, view);
            if (!context.Json && view.Errors.Count == 0)
            {
                context.Say($"{view.File} is in order: {CountText.Of(view.Lines.Count, "line")}.");
            }
            return view.Errors.Count > 0 ? ExitCode.Failed : view.Notes.Count > 0 ? ExitCode.Warnings : ExitCode.Done;
        });
    }

    private static Command Next(CliRunner runner)
    {
        var machine = new Argument<string>("machine") { Description = "Of one machine only.", DefaultValueFactory = _ => "" };
        var max = new Option<int>("--max") { Description = "At most so many.", DefaultValueFactory = _ => 50 };
        return runner.Bind(new Command("next", "Show what is due, and what comes next for whom.") { machine, max }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(ApiRoutes.ScheduleNext, ("machine", parsed.GetValue(machine) ?? ""), ("max", $"{parsed.GetValue(max)}"));
            IReadOnlyList<ScheduleTurn> turns = await context.Api.GetAsync(route, ApiJson.Default.IReadOnlyListScheduleTurn, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(turns, ApiJson.Default.IReadOnlyListScheduleTurn);
                return ExitCode.Done;
            }
            TextTable.Write(context.Terminal, "Nothing is due, now or later.", ["WHEN", "MACHINE", "LINE", "WHAT", ""], turns.Select(turn => (IReadOnlyList<string>)
                [Words.Of(turn.At), turn.Machine, $"{turn.Line}", turn.Text, turn.IsDue ? $"DUE: {turn.Why}" : ""]));
            return ExitCode.Done;
        });
    }

    private static async Task<string> ReadAsync(string path)
    {
        try
        {
            return await File.ReadAllTextAsync(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadUsage, $"{path} cannot be read: {e.Message}");
        }
    }

    private static void Write(CliContext context, ScheduleView view)
    {
        if (context.Json)
        {
            context.WriteJson(view, ApiJson.Default.ScheduleView);
            return;
        }
        TextTable.Write(context.Terminal, $"{view.File} says nothing.", ["LINE", "WHAT", "MACHINES"], view.Lines.Select(line => (IReadOnlyList<string>)
            [$"{line.Number}", line.Text, line.IsAboutStore ? "-" : line.Machines.Count > 0 ? string.Join(", ", line.Machines) : "none"]));
        foreach (ScheduleError note in view.Notes)
        {
            context.Say($"{view.File}: note on {note}");
        }
        foreach (ScheduleError error in view.Errors)
        {
            context.Say($"! {view.File}: {error}");
        }
    }
}
