using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>backup, restore, compare: orders to a live machine.</summary>
internal static class JobOrderCommands
{
    /// <summary>backup M.</summary>
    public static Command Backup(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Option<bool> wait = Wait();
        var excludes = new Option<string[]>("--exclude") { Description = "A pattern to leave out; may be repeated.", HelpName = "PATTERN" };
        return runner.Bind(new Command("backup", "Make an archive of a running machine.") { machine, excludes, wait }, (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest { Kind = JobKind.Backup, Machine = parsed.GetRequiredValue(machine), Excludes = parsed.GetValue(excludes) ?? [] };
            return OrderAsync(context, request, parsed.GetValue(wait), cancellationToken);
        });
    }

    /// <summary>restore M PATH...</summary>
    public static Command Restore(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var paths = new Argument<string[]>("path") { Description = "Absolute paths on the machine; a directory means all below it.", Arity = ArgumentArity.OneOrMore };
        var to = new Option<string>("--to") { Description = "Restore below this directory of the machine instead of in place.", HelpName = "DIR", DefaultValueFactory = _ => "" };
        Option<string> archive = Arguments.Archive();
        Option<bool> wait = Wait();
        return runner.Bind(new Command("restore", "Put files of an archive back on a running machine.") { machine, paths, to, archive, wait }, (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest
            {
                Kind = JobKind.Restore,
                Machine = parsed.GetRequiredValue(machine),
                Archive = parsed.GetValue(archive) ?? "",
                Paths = [.. parsed.GetRequiredValue(paths).Select(Arguments.PathBytes)],
                ToDirectory = parsed.GetValue(to) ?? "",
            };
            return OrderAsync(context, request, parsed.GetValue(wait), cancellationToken);
        });
    }

    /// <summary>compare M.</summary>
    public static Command Compare(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Option<string> archive = Arguments.Archive();
        var noWait = new Option<bool>("--no-wait") { Description = "Do not wait for the findings." };
        Option<bool> wait = Wait();
        return runner.Bind(new Command("compare", "Compare a running machine with an archive.") { machine, archive, wait, noWait }, (context, parsed, cancellationToken) =>
        {
            var request = new JobRequest { Kind = JobKind.Compare, Machine = parsed.GetRequiredValue(machine), Archive = parsed.GetValue(archive) ?? "" };
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

    private static async Task<ExitCode> OrderAsync(CliContext context, JobRequest request, bool wait, CancellationToken cancellationToken)
    {
        JobRecord job = await context.Api.PostAsync(ApiRoutes.Jobs, request, ApiJson.Default.JobRequest, ApiJson.Default.JobRecord, cancellationToken);
        if (wait)
        {
            context.Say($"Job {job.Id}: {JobText.Title(job)}");
            JobRecord ended = await new JobWatcher(context).WatchAsync(job, cancellationToken);
            return await EndAsync(context, ended, cancellationToken);
        }
        if (context.Json)
        {
            context.WriteJson(job, ApiJson.Default.JobRecord);
        }
        else
        {
            context.Say($"Job {job.Id}: {job.Message} Watch it: monitas-server job wait {job.Id}");
        }
        return ExitCode.Done;
    }

    private static Option<bool> Wait() => new("--wait") { Description = "Wait for the job's end and show it." };
}
