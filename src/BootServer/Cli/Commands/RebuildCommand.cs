using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>rebuild M: brings a dead PC back.</summary>
internal static class RebuildCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Option<string> archive = Arguments.Archive();
        var onto = new Option<string>("--onto") { Description = "Other hardware: the paired PC whose disks are written; once rebuilt, it is the machine.", HelpName = "PC", DefaultValueFactory = _ => "" };
        var disks = new Option<string[]>("--disk") { Description = "The target: serial=.., wwn=.. or size=..; once for each disk of the layout, in its order. The same twice puts two onto one; none leaves out a mirror's disk.", HelpName = "CHOICE" };
        Option<string?> restart = RestartOption.Make();
        var planOnly = new Option<bool>("--plan-only") { Description = "Show the plan against the disks last seen, and order nothing." };
        var yes = new Option<bool>("--yes") { Description = "Approve the plan in advance: everything on its target disks is destroyed without asking." };
        var noWait = new Option<bool>("--no-wait") { Description = "Order it and return." };
        return runner.Bind(
            new Command("rebuild", "Prepare the disks of a machine that starts over the network, and restore an archive onto them.") { machine, onto, archive, disks, restart, planOnly, yes, noWait },
            async (context, parsed, cancellationToken) =>
            {
                var request = new JobRequest
                {
                    Kind = JobKind.Rebuild,
                    Machine = parsed.GetRequiredValue(machine),
                    Onto = parsed.GetValue(onto) ?? "",
                    Archive = parsed.GetValue(archive) ?? "",
                    Disks = parsed.GetValue(disks) ?? [],
                    PreApproved = parsed.GetValue(yes),
                    Restart = RestartOption.Of(parsed, restart),
                };
                PlanReply plan = await context.Api.PostAsync(ApiRoutes.Plans, request, ApiJson.Default.JobRequest, ApiJson.Default.PlanReply, cancellationToken);
                string worker = request.Onto.Length > 0 ? request.Onto : request.Machine;
                if (parsed.GetValue(planOnly))
                {
                    return ShowPlan(context, worker, plan);
                }
                WriteProvisional(context, worker, plan);
                return await OrderAsync(context, request, parsed.GetValue(noWait), cancellationToken);
            });
    }

    /// <summary>Shows a plan once, and asks for the name of the PC that is overwritten when it is not yet approved. True to go on watching.</summary>
    public static async Task<bool> AskAsync(CliContext context, JobRecord job, CancellationToken cancellationToken)
    {
        if (!context.Terminal.IsInteractive)
        {
            context.Say($"Nothing is written before the plan is approved: monitas-server job approve {job.Id}");
            return true;
        }
        context.Say("");
        context.Say($"Everything on the disks named above will be destroyed. Type the machine's name ({job.WorkerName}) to approve, or Enter to leave it for later:");
        string? answer = await context.Terminal.ReadLineAsync(cancellationToken);
        if (!string.Equals(answer?.Trim(), job.WorkerName, StringComparison.OrdinalIgnoreCase))
        {
            context.Say($"Not approved. The job waits: monitas-server job approve {job.Id}, or monitas-server job cancel {job.Id}.");
            return false;
        }
        try
        {
            await context.Api.PostAsync(
                Arguments.Path(ApiRoutes.JobApprove, job.Id.ToString()), new ApproveRequest(job.PlanHash), ApiJson.Default.ApproveRequest, ApiJson.Default.JobRecord, cancellationToken);
        }
        catch (CliException e) when (e.Code == ExitCode.Refused)
        {
            context.Say(e.Message);
        }
        return true;
    }

    /// <summary>Watches a rebuild or a wipe to its end, with plan and approval.</summary>
    public static Task<JobRecord> WatchAsync(CliContext context, JobRecord job, CancellationToken cancellationToken) => new JobWatcher(context)
    {
        OnPlan = shown => context.Say(Environment.NewLine + JobText.Plan(shown)),
        OnApproval = (waiting, token) => AskAsync(context, waiting, token),
    }.WatchAsync(job, cancellationToken);

    /// <summary>Orders a rebuild or a wipe, whose provisional plan was shown, and watches it to its end unless that is not wanted.</summary>
    public static async Task<ExitCode> OrderAsync(CliContext context, JobRequest request, bool noWait, CancellationToken cancellationToken)
    {
        if (!await RestartOption.AskAsync(context, request, cancellationToken))
        {
            return ExitCode.Refused;
        }
        JobRecord job = await context.Api.PostAsync(ApiRoutes.Jobs, request, ApiJson.Default.JobRequest, ApiJson.Default.JobRecord, cancellationToken);
        string next = request.Restart is null ? "Switch the PC on, network boot first." : "If it runs, it goes into the boot image by itself; else switch it on, network boot first.";
        context.Say($"Job {job.Id}: {JobText.Title(job)}. {next}");
        if (noWait)
        {
            if (context.Json)
            {
                context.WriteJson(job, ApiJson.Default.JobRecord);
            }
            context.Say($"{job.Message} Watch it: monitas-server job wait {job.Id}");
            return ExitCode.Done;
        }
        JobRecord ended = await WatchAsync(context, job, cancellationToken);
        return ended.State.IsFinal() ? await JobOrderCommands.EndAsync(context, ended, cancellationToken) : ExitCode.Refused;
    }

    private static ExitCode ShowPlan(CliContext context, string worker, PlanReply reply)
    {
        if (context.Json)
        {
            context.WriteJson(reply, ApiJson.Default.PlanReply);
        }
        else
        {
            WriteProvisional(context, worker, reply);
        }
        return reply.Plan is { Refusals.Count: > 0 } ? ExitCode.Refused : ExitCode.Done;
    }

    private static void WriteProvisional(CliContext context, string worker, PlanReply reply)
    {
        ArchiveRecord archive = reply.Archive.Archive;
        context.Say($"Archive {archive.Number} of {reply.Archive.MachineName}, made {Words.Of(archive.Time)}");
        context.Say(LayoutText.Render(archive.Layout!));
        ProvisionalPlan.Write(context, worker, reply.Plan is null ? null : PlanText.Render(reply.Plan), reply.DisksSeen);
    }
}
