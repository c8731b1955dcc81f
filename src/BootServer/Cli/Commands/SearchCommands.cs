using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>age, find.</summary>
internal static class SearchCommands
{
    /// <summary>age PATH.</summary>
    public static Command Age(CliRunner runner)
    {
        var path = new Argument<string>("path") { Description = "The absolute path on the machine." };
        Option<string> machine = MachineOption();
        return runner.Bind(new Command("age", "Tell how old the newest copy of a file is, and since when it is the same.") { path, machine }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(ApiRoutes.Age, ("path", Arguments.Base64(parsed.GetRequiredValue(path))), ("machine", parsed.GetValue(machine) ?? ""));
            IReadOnlyList<AgeView> found = await context.Api.GetAsync(route, ApiJson.Default.IReadOnlyListAgeView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(found, ApiJson.Default.IReadOnlyListAgeView);
                return found.Count > 0 ? ExitCode.Done : ExitCode.Failed;
            }
            DateTimeOffset now = context.Clock.GetUtcNow();
            TextTable.Write(
                context.Terminal,
                "No archive holds it.",
                ["MACHINE", "AGE", "ARCHIVE", "MADE", "SIZE", "CHANGED", "THE SAME SINCE", "NOTE"],
                found.Select(view => (IReadOnlyList<string>)
                [
                    view.Machine,
                    Words.Of(now - view.Time),
                    $"{view.Archive}",
                    Words.Of(view.Time),
                    SizeText.Of(view.File.SizeBytes),
                    Words.Of(view.File.Modified),
                    $"archive {view.SameSinceArchive} of {Words.Of(view.SameSince)}",
                    view.IsInNewest ? "" : "gone in the newest archive",
                ]));
            return found.Count > 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    /// <summary>find PATTERN.</summary>
    public static Command Find(CliRunner runner)
    {
        var pattern = new Argument<string>("pattern")
        {
            Description = "A part of a path; or with '*', '?' or '[' a pattern: without '/' for the last name (\"*.conf\"), with '/' for the whole path (\"/etc/**/*.conf\").",
        };
        Option<string> machine = MachineOption();
        var ignoreCase = new Option<bool>("--ignore-case", "-i") { Description = "A to Z count as a to z." };
        var max = new Option<int>("--max") { Description = "Show so many.", HelpName = "NUMBER", DefaultValueFactory = _ => 1000 };
        return runner.Bind(new Command("find", "Find files by name in the newest archives of all machines.") { pattern, machine, ignoreCase, max }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(
                ApiRoutes.Find,
                ("pattern", Convert.ToBase64String(PatternBytes(parsed.GetRequiredValue(pattern)))),
                ("machine", parsed.GetValue(machine) ?? ""),
                ("ignoreCase", parsed.GetValue(ignoreCase) ? "true" : ""),
                ("max", parsed.GetValue(max).ToString(CultureInfo.InvariantCulture)));
            FindReply reply = await context.Api.GetAsync(route, ApiJson.Default.FindReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.FindReply);
                return reply.Found.Count > 0 ? ExitCode.Done : ExitCode.Failed;
            }
            TextTable.Write(context.Terminal, $"Nothing found in {CountText.Of(reply.Archives, "archive")}.", ["MACHINE", "SIZE", "CHANGED", "PATH"], reply.Found.Select(found => (IReadOnlyList<string>)
            [
                found.Machine,
                found.File.Kind == "file" ? SizeText.Of(found.File.SizeBytes) : found.File.Kind,
                Words.Of(found.File.Modified),
                found.File.Path,
            ]));
            if (reply.HasMore)
            {
                context.Say($"There are more than these {reply.Found.Count}: narrow the pattern, name a machine with --machine, or ask for more with --max.");
            }
            return reply.Found.Count > 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    /// <summary>In a pattern a backslash is the pattern's own; without one it may stand for bytes, as in any path.</summary>
    private static byte[] PatternBytes(string text) => text.AsSpan().ContainsAny('*', '?', '[') ? System.Text.Encoding.UTF8.GetBytes(text) : Arguments.PathBytes(text);

    private static Option<string> MachineOption() => new("--machine") { Description = "Only this machine.", HelpName = "MACHINE", DefaultValueFactory = _ => "" };
}
