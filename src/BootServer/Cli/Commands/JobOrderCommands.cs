using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>backup, restore, compare: orders to a live machine.</summary>
internal static class JobOrderCommands
{
    private static readonly OrderedDictionary<string, ConflictMode> ConflictModes = new()
    {
        ["overwrite"] = ConflictMode.Overwrite,
        ["keep-newer"] = ConflictMode.KeepNewer,
        ["keep-both"] = ConflictMode.KeepBoth,
    };

    /// <summary>backup M.</summary>
    public static Command Backup(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Option<bool> wait = Wait();
        var excludes = new Option<string[]>("--exclude") { Description = "A pattern to leave out; may be repeated.", HelpName = "PATTERN" };
        var caches = new Option<bool>("--exclude-caches") { Description = "Leave out what lies beside a CACHEDIR.TAG." };
        var noDump = new Option<bool>("--exclude-nodump") { Description = "Leave out what has the no-dump flag (chattr +d)." };
        var larger = new Option<string>("--exclude-larger-than") { Description = "Leave out files larger than this, such as 4G.", HelpName = "SIZE", DefaultValueFactory = _ => "" };
        var dryRun = new Option<bool>("--dry-run") { Description = "Make no archive: wait, and tell what would be left out and why, and what would be sent at most." };
        var cold = new Option<bool>("--cold") { Description = "Keep the disks themselves, Windows and all, as images of their used blocks, from the boot image: waits for the machine's start over the network." };
        Option<string?> restart = RestartOption.Make();
        var yes = new Option<bool>("--yes") { Description = "With --restart: do not ask whether the machine may be restarted." };
        Command command = new("backup", "Make an archive of a running machine, or with --cold of its disks.") { machine, cold, restart, yes, excludes, caches, noDump, larger, dryRun, wait };
        return runner.Bind(command, (context, parsed, cancellationToken) =>
        {
            string size = parsed.GetValue(larger) ?? "";
            if (size.Length > 0 && !SizeText.TryParse(size, out _))
            {
                throw new CliException(ExitCode.BadUsage, $"--exclude-larger-than '{size}' is no size: write 500M, 4G or a number of bytes.");
            }
            var request = new JobRequest
            {
                Kind = JobKind.Backup,
                Machine = parsed.GetRequiredValue(machine),
                Excludes =
                [
                    .. parsed.GetValue(excludes) ?? [],
                    .. parsed.GetValue(caches) ? [":caches"] : Array.Empty<string>(),
                    .. parsed.GetValue(noDump) ? [":nodump"] : Array.Empty<string>(),
                    .. size.Length > 0 ? [$":larger-than {size}"] : Array.Empty<string>(),
                ],
                DryRun = parsed.GetValue(dryRun),
                Cold = parsed.GetValue(cold),
                Restart = RestartOption.Of(parsed, restart),
                PreApproved = parsed.GetValue(yes),
            };
            if (request.Cold)
            {
                return RebuildCommand.OrderAsync(context, request, noWait: !parsed.GetValue(wait), cancellationToken);
            }
            return OrderAsync(context, request, parsed.GetValue(wait) || request.DryRun, cancellationToken);
        });
    }

    /// <summary>restore M PATH...</summary>
    public static Command Restore(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var paths = new Argument<string[]>("path") { Description = "Absolute paths on the machine; a directory means all below it.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Restore below this directory of the machine instead of in place.", HelpName = "DIR", DefaultValueFactory = _ => "" };
        var onto = new Option<string>("--onto") { Description = "Restore on this other machine.", HelpName = "MACHINE", DefaultValueFactory = _ => "" };
        var onConflict = new Option<string>("--on-conflict")
        {
            Description = "What to do where something is already: overwrite it, keep-newer (leave what was changed later), keep-both (restore beside it as NAME.restored).",
            HelpName = "MODE",
            DefaultValueFactory = _ => ConflictModes.First().Key,
        };
        onConflict.AcceptOnlyFromAmong([.. ConflictModes.Keys]);
        Option<string> archive = Arguments.Archive();
        Option<bool> wait = Wait();
        var byName = new Option<bool>("--ids-by-name") { Description = "Give files to the machine's users and groups of the same names as in the archive, not of the same numbers." };
        var map = new Option<string>("--uid-map")
        {
            Description = "A file with lines 'user FROM TO' and 'group FROM TO': names or numbers, or FIRST-LAST and a number.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "",
        };
        Command command = new("restore", "Put files of an archive back on a running machine.") { machine, paths, to, onto, archive, onConflict, byName, map, wait };
        return runner.Bind(command, (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest
            {
                Kind = JobKind.Restore,
                Machine = parsed.GetRequiredValue(machine),
                Archive = parsed.GetValue(archive) ?? "",
                Paths = [.. parsed.GetRequiredValue(paths).Select(Arguments.PathBytes)],
                ToDirectory = parsed.GetValue(to) ?? "",
                OwnersByName = parsed.GetValue(byName),
                OwnerRules = Lines(parsed.GetValue(map) ?? ""),
                Onto = parsed.GetValue(onto) ?? "",
                OnConflict = ConflictModes[parsed.GetRequiredValue(onConflict)],
            };
            return OrderAsync(context, request, parsed.GetValue(wait), cancellationToken);
        });
    }

    /// <summary>compare M.</summary>
    public static Command Compare(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Option<string> archive = Arguments.Archive();
        Option<string> by = Arguments.CompareBy();
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the findings." };
        Option<bool> wait = Wait();
        return runner.Bind(new Command("compare", "Compare a running machine with an archive.") { machine, archive, by, wait, noWait }, (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest
            {
                Kind = JobKind.Compare,
                Machine = parsed.GetRequiredValue(machine),
                Archive = parsed.GetValue(archive) ?? "",
                By = parsed.GetRequiredValue(by) == Arguments.ByTime ? CompareBy.Time : CompareBy.Content,
            };
            return OrderAsync(context, request, !parsed.GetValue(noWait) || parsed.GetValue(wait), cancellationToken);
        });
    }

    /// <summary>Shows how a job ended, with a compare job's findings; returns its exit code.</summary>
    public static async Task<ExitCode> EndAsync(CliContext context, JobRecord job, CancellationToken cancellationToken)
    {
        if (job.Kind == JobKind.Compare)
        {
            await DifferenceText.WriteAsync(context, job, cancellationToken);
        }
        else if (context.Json && job.IsServers)
        {
            context.WriteJson(new ServerJobReply(job, await ServerJobs.FindingsAsync(context, job, cancellationToken)), ApiJson.Default.ServerJobReply);
        }
        else if (context.Json)
        {
            context.WriteJson(job, ApiJson.Default.JobRecord);
        }
        if (!context.Json)
        {
            JobText.WriteEnd(context.Terminal, job);
        }
        return JobText.ExitCodeOf(job);
    }

    /// <summary>Says of a job that it is ordered and how it is watched.</summary>
    public static void Ordered(CliContext context, JobRecord job)
    {
        if (context.Json)
        {
            context.WriteJson(job, ApiJson.Default.JobRecord);
        }
        else
        {
            context.Say($"Job {job.Id}: {job.Message} Watch it: monitas-server job wait {job.Id}");
        }
    }

    private static async Task<ExitCode> OrderAsync(CliContext context, JobRequest request, bool wait, CancellationToken cancellationToken)
    {
        JobRecord job = await context.Api.PostAsync(ApiRoutes.Jobs, request, ApiJson.Default.JobRequest, ApiJson.Default.JobRecord, cancellationToken);
        if (wait)
        {
            context.Say($"Job {job.Id}: {JobText.Title(job)}");
            JobRecord ended = await new JobWatcher(context).WatchAsync(job, cancellationToken);
            return await EndAsync(context, ended, cancellationToken);
        }
        Ordered(context, job);
        return ExitCode.Done;
    }

    private static string[] Lines(string file)
    {
        try
        {
            return file.Length == 0 ? [] : File.ReadAllLines(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadUsage, $"--uid-map {file} cannot be read: {e.Message}");
        }
    }

    private static Option<bool> Wait() => new("--wait") { Description = "Wait for the job's end and show it." };
}
