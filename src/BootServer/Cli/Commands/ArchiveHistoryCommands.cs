using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Text.Json;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>archive history, diff.</summary>
internal static class ArchiveHistoryCommands
{
    /// <summary>archive history M PATH.</summary>
    public static Command History(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var path = new Argument<string>("path") { Description = "The absolute path on the machine." };
        return runner.Bind(new Command("history", "List all versions of a file and the archives that hold them.") { machine, path }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(ApiRoutes.ArchiveHistory, ("machine", parsed.GetRequiredValue(machine)), ("path", Arguments.Base64(parsed.GetRequiredValue(path))));
            IReadOnlyList<VersionView> versions = await context.Api.GetAsync(route, ApiJson.Default.IReadOnlyListVersionView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(versions, ApiJson.Default.IReadOnlyListVersionView);
                return versions.Count > 0 ? ExitCode.Done : ExitCode.Failed;
            }
            TextTable.Write(
                context.Terminal,
                "No archive of this machine holds it.",
                ["ARCHIVES", "FROM", "TO", "SIZE", "CHANGED", "MODE", "OWNER"],
                versions.Select(version => (IReadOnlyList<string>)
                [
                    version.FirstArchive == version.LastArchive ? $"{version.FirstArchive}" : $"{version.FirstArchive} to {version.LastArchive}",
                    Words.Of(version.FirstTime),
                    Words.Of(version.LastTime),
                    version.File.Kind == "file" ? SizeText.Of(version.File.SizeBytes) : version.File.Kind,
                    Words.Of(version.File.Modified),
                    version.File.Mode,
                    version.File.Owner,
                ]));
            return versions.Count > 0 ? ExitCode.Done : ExitCode.Failed;
        });
    }

    /// <summary>archive diff M A B [PATH].</summary>
    public static Command Diff(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var from = new Argument<string>("from") { Description = "The older archive: its number, id or beginning of id." };
        var to = new Argument<string>("to") { Description = "The newer archive (else the newest).", DefaultValueFactory = _ => "" };
        var path = new Argument<string>("path") { Description = "Only this path and what lies below it.", DefaultValueFactory = _ => "/" };
        Option<string> by = Arguments.CompareBy();
        return runner.Bind(new Command("diff", "Show what changed between two archives.") { machine, from, to, path, by }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(
                ApiRoutes.ArchiveDifferences,
                ("machine", parsed.GetRequiredValue(machine)),
                ("from", parsed.GetRequiredValue(from)),
                ("to", parsed.GetValue(to) ?? ""),
                ("path", Arguments.Base64(parsed.GetValue(path)!)),
                ("by", parsed.GetRequiredValue(by)));
            long count = 0;
            await foreach (ArchiveDifference difference in context.Api.LinesAsync(route, ApiJson.Default.ArchiveDifference, cancellationToken))
            {
                count++;
                await context.Terminal.Output.WriteLineAsync(context.Json ? JsonSerializer.Serialize(difference, ApiJson.Default.ArchiveDifference) : Line(difference));
            }
            if (!context.Json)
            {
                context.Say(count == 0 ? "No differences." : $"{CountText.Of(count, "difference")}.");
            }
            return count == 0 ? ExitCode.Done : ExitCode.Warnings;
        });
    }

    /// <summary>As they come: there may be millions.</summary>
    private static string Line(ArchiveDifference difference)
    {
        string what = difference.Kind switch
        {
            ArchiveDifferenceKind.Added => "+",
            ArchiveDifferenceKind.Removed => "-",
            _ => "~",
        };
        string changes = string.Join("; ", difference.Changes.Select(change => $"{change.Property}: {Value(change.Old)} -> {Value(change.New)}"));
        return changes.Length == 0 ? $"{what} {difference.Path}" : $"{what} {difference.Path}  ({changes})";
    }

    private static string Value(string text) => text.Length == 0 ? "none" : text;
}
