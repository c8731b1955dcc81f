using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>job list, show, log, cancel, wait, approve, passphrases.</summary>
internal static class JobCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("job", "Jobs: what is done, what waits, and why.")
    {
        List(runner), Show(runner), Log(runner), Cancel(runner), Wait(runner), Approve(runner), JobPassphrasesCommand.Make(runner),
    };

    private static Command List(CliRunner runner)
    {
        var machine = new Option<string>("--machine") { Description = "Only this machine's jobs.", HelpName = "MACHINE", DefaultValueFactory = _ => "" };
        var max = new Option<int>("--max") { Description = "How many, the newest first.", DefaultValueFactory = _ => 50, HelpName = "N" };
        return runner.Bind(new Command("list", "List jobs, the newest first.") { machine, max }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Query(ApiRoutes.Jobs, ("machine", parsed.GetValue(machine) ?? ""), ("max", $"{parsed.GetValue(max)}"));
            IReadOnlyList<JobRecord> jobs = await context.Api.GetAsync(path, ApiJson.Default.IReadOnlyListJobRecord, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(jobs, ApiJson.Default.IReadOnlyListJobRecord);
            }
            else
            {
                JobText.WriteList(context.Terminal, jobs);
            }
            return ExitCode.Done;
        });
    }

    private static Command Show(CliRunner runner) => ForJob(runner, new Command("show", "Show a job with its timeline and plan."), (context, job, _) =>
    {
        Write(context, job);
        return Task.FromResult(ExitCode.Done);
    });

    private static Command Log(CliRunner runner) => ForJob(runner, new Command("log", "Show a job's log."), async (context, job, cancellationToken) =>
    {
        IReadOnlyList<JobLogRecord> lines = await context.Api.GetAsync(Arguments.Path(ApiRoutes.JobLog, job.Id.ToString()), ApiJson.Default.IReadOnlyListJobLogRecord, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(lines, ApiJson.Default.IReadOnlyListJobLogRecord);
            return ExitCode.Done;
        }
        foreach (JobLogRecord line in lines)
        {
            context.Say($"{Words.Of(line.Time)}  {(line.Warning ? "! " : "")}{line.Text}");
        }
        return ExitCode.Done;
    });

    private static Command Cancel(CliRunner runner) => ForJob(runner, new Command("cancel", "Stop a job."), async (context, job, cancellationToken) =>
    {
        JobRecord cancelled = await context.Api.PostAsync(Arguments.Path(ApiRoutes.JobCancel, job.Id.ToString()), ApiJson.Default.JobRecord, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(cancelled, ApiJson.Default.JobRecord);
        }
        else
        {
            context.Say($"Job {job.Id}: {cancelled.Message}");
        }
        return ExitCode.Done;
    });

    private static Command Wait(CliRunner runner) => ForJob(runner, new Command("wait", "Watch a job to its end."), async (context, job, cancellationToken) =>
    {
        context.Say($"Job {job.Id}: {JobText.Title(job)}");
        JobRecord ended = job.WorksInBootImage
            ? await RebuildCommand.WatchAsync(context, job, cancellationToken)
            : await new JobWatcher(context).WatchAsync(job, cancellationToken);
        return ended.State.IsFinal() ? await JobOrderCommands.EndAsync(context, ended, cancellationToken) : ExitCode.Refused;
    });

    private static Command Approve(CliRunner runner)
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask for the machine's name." };
        var hash = new Option<string>("--plan") { Description = "Approve only the plan with this hash.", HelpName = "HASH", DefaultValueFactory = _ => "" };
        return ForJob(runner, new Command("approve", "Approve the plan of a rebuild, a prep or a wipe.") { yes, hash }, async (context, job, parsed, cancellationToken) =>
        {
            if (!job.HasPlan || job.State != JobState.WaitingForApproval)
            {
                throw new CliException(ExitCode.Refused, $"Job {job.Id} is {Words.Of(job.State)}: there is no plan to approve.");
            }
            string seen = parsed.GetValue(hash) is { Length: > 0 } given ? given : job.PlanHash;
            if (!parsed.GetValue(yes) && !await ConfirmAsync(context, job, cancellationToken))
            {
                throw new CliException(ExitCode.Refused, $"Not approved. Job {job.Id} waits.");
            }
            JobRecord approved = await context.Api.PostAsync(
                Arguments.Path(ApiRoutes.JobApprove, job.Id.ToString()), new ApproveRequest(seen), ApiJson.Default.ApproveRequest, ApiJson.Default.JobRecord, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(approved, ApiJson.Default.JobRecord);
            }
            else
            {
                context.Say($"Job {job.Id}: {approved.Message}");
            }
            return ExitCode.Done;
        });
    }

    private static async Task<bool> ConfirmAsync(CliContext context, JobRecord job, CancellationToken cancellationToken)
    {
        context.Say(JobText.Plan(job));
        if (!context.Terminal.IsInteractive)
        {
            throw new CliException(ExitCode.Refused, $"Without a terminal nobody can be asked: approve with monitas-server job approve {job.Id} --yes --plan {job.PlanHash}");
        }
        context.Say($"Type the machine's name ({job.WorkerName}) to approve:");
        string? answer = await context.Terminal.ReadLineAsync(cancellationToken);
        return string.Equals(answer?.Trim(), job.WorkerName, StringComparison.OrdinalIgnoreCase);
    }

    private static void Write(CliContext context, JobRecord job)
    {
        if (context.Json)
        {
            context.WriteJson(job, ApiJson.Default.JobRecord);
        }
        else
        {
            JobText.WriteWhole(context.Terminal, job);
        }
    }

    private static Command ForJob(CliRunner runner, Command command, Func<CliContext, JobRecord, CancellationToken, Task<ExitCode>> work) =>
        ForJob(runner, command, (context, job, _, cancellationToken) => work(context, job, cancellationToken));

    private static Command ForJob(CliRunner runner, Command command, Func<CliContext, JobRecord, ParseResult, CancellationToken, Task<ExitCode>> work)
    {
        Argument<string> number = Arguments.Job();
        command.Arguments.Add(number);
        return runner.Bind(command, async (context, parsed, cancellationToken) =>
        {
            JobRecord job = await context.Api.GetAsync(Arguments.Path(ApiRoutes.Job, parsed.GetRequiredValue(number)), ApiJson.Default.JobRecord, cancellationToken);
            return await work(context, job, parsed, cancellationToken);
        });
    }
}
