using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>archive list, show, ls, verify, delete, history, diff, space, export.</summary>
internal static class ArchiveCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("archive", "Archives and what is in them.")
    {
        List(runner), Show(runner), ArchiveContentCommands.Ls(runner), ArchiveContentCommands.Verify(runner), Delete(runner),
        ArchiveHistoryCommands.History(runner), ArchiveHistoryCommands.Diff(runner), SpaceCommand.Make(runner), ExportCommand.Make(runner),
    };

    private static Command List(CliRunner runner)
    {
        var machine = new Argument<string>("machine") { Description = "Only this machine's archives.", DefaultValueFactory = _ => "" };
        return runner.Bind(new Command("list", "List archives, the oldest first.") { machine }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Query(ApiRoutes.Archives, ("machine", parsed.GetValue(machine) ?? ""));
            IReadOnlyList<ArchiveView> archives = await context.Api.GetAsync(path, ApiJson.Default.IReadOnlyListArchiveView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(archives, ApiJson.Default.IReadOnlyListArchiveView);
                return ExitCode.Done;
            }
            TextTable.Write(context.Terminal, "No archives.", ["MACHINE", "ARCHIVE", "MADE", "FILES", "SIZE", "WARNINGS", "ID"], archives.Select(a => (IReadOnlyList<string>)
            [
                a.MachineName,
                $"{a.Archive.Number}",
                Words.Of(a.Archive.Time),
                Figure(a.Archive, "files") is { } files ? $"{files}" : "-",
                Figure(a.Archive, "bytes") is { } bytes ? SizeText.Of(bytes) : "-",
                ArchiveMarks.StateOf(a.Archive) is { Length: > 0 } state ? state.ToUpperInvariant() : a.Archive.Warnings.Count > 0 ? $"{a.Archive.Warnings.Count}" : "-",
                a.Archive.Id.ToString(),
            ]));
            return ExitCode.Done;
        });
    }

    private static Command Show(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Argument<string> archive = ArchiveArgument();
        return runner.Bind(new Command("show", "Show one archive with the machine's disks as they were.") { machine, archive }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Query(ApiRoutes.Archive, ("machine", parsed.GetRequiredValue(machine)), ("archive", parsed.GetValue(archive) ?? ""));
            ArchiveView view = await context.Api.GetAsync(path, ApiJson.Default.ArchiveView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(view, ApiJson.Default.ArchiveView);
            }
            else
            {
                Write(context, view);
            }
            return ExitCode.Done;
        });
    }

    private static Command Delete(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var archive = new Argument<string>("archive") { Description = "Its number, id or beginning of id." };
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        return runner.Bind(new Command("delete", "Remove one archive; prune gives its space back.") { machine, archive, yes }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Query(ApiRoutes.Archive, ("machine", parsed.GetRequiredValue(machine)), ("archive", parsed.GetRequiredValue(archive)));
            if (!parsed.GetValue(yes))
            {
                await AskAsync(context, parsed.GetRequiredValue(machine), parsed.GetRequiredValue(archive), cancellationToken);
            }
            ArchiveView removed = await context.Api.DeleteAsync(path, ApiJson.Default.ArchiveView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(removed, ApiJson.Default.ArchiveView);
            }
            else
            {
                context.Say($"Removed archive {removed.Archive.Number} of {removed.MachineName}. Its space comes back with monitas-server prune.");
            }
            return ExitCode.Done;
        });
    }

    private static async Task AskAsync(CliContext context, string machine, string archive, CancellationToken cancellationToken)
    {
        if (!context.Terminal.IsInteractive)
        {
            throw new CliException(ExitCode.Refused, "An archive that is removed cannot come back: say --yes to do it without being asked.");
        }
        context.Say($"Archive {archive} of {machine} will be gone for good. Type yes to remove it:");
        if (await context.Terminal.ReadLineAsync(cancellationToken) is not { } answer || !answer.Trim().Equals("yes", System.StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(ExitCode.Refused, "Nothing was removed.");
        }
    }

    private static void Write(CliContext context, ArchiveView view)
    {
        ArchiveRecord archive = view.Archive;
        context.Say($"Archive {archive.Number} of {view.MachineName}, made {Words.Of(archive.Time)}");
        context.Say($"  id        {archive.Id}");
        context.Say($"  volumes   {string.Join(", ", archive.Volumes)}");
        foreach ((string name, long value) in archive.Figures)
        {
            context.Say($"  {name,-9} {(name.EndsWith("ytes", System.StringComparison.Ordinal) ? SizeText.Of(value) : value)}");
        }
        foreach (string warning in archive.Warnings)
        {
            context.Say($"  ! {warning}");
        }
        context.Say(archive.Layout is { } layout ? LayoutText.Render(layout) : "The machine's disks were not recorded: no rebuild from this archive.");
    }

    /// <summary>An archive behind its machine.</summary>
    public static Argument<string> ArchiveArgument() => new("archive") { Description = "Its number, id or beginning of id (else the newest).", DefaultValueFactory = _ => "" };

    private static long? Figure(ArchiveRecord archive, string name) => archive.Figures.TryGetValue(name, out long value) ? value : null;
}
