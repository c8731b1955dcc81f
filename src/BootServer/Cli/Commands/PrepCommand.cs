using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Preps.Files;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>prep M..: gives disks the partitions and file systems of a file, and puts another machine's archive onto them.</summary>
internal static class PrepCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CliRunner runner)
    {
        var machines = new Argument<string[]>("machine") { Description = "The machines' names.", Arity = ArgumentArity.ZeroOrMore };
        var group = new Option<string>("--group") { Description = "All machines of this group.", HelpName = "GROUP", DefaultValueFactory = _ => "" };
        var file = new Option<string>("--file") { Description = "The partitions and file systems, in a short text file (PREP.md).", HelpName = "FILE", DefaultValueFactory = _ => "" };
        var archive = new Option<string>("--archive")
        {
            Description = "Clone: put this machine's newest archive onto the disks, or PC/ARCHIVE. Without --file its own layout is made.",
            HelpName = "PC[/ARCHIVE]",
            DefaultValueFactory = _ => "",
        };
        var hostName = new Option<string>("--hostname") { Description = "Clone: the host name; else that by which the server knows the machine.", HelpName = "NAME", DefaultValueFactory = _ => "" };
        var disks = new Option<string[]>("--disk") { Description = "Without --file, the target: serial=.., wwn=.. or size=..; once for each disk of the archive's layout, as with rebuild.", HelpName = "CHOICE" };
        var planOnly = new Option<bool>("--plan-only") { Description = "Show the plans against the disks last seen, and order nothing." };
        var yes = new Option<bool>("--yes") { Description = "Approve the plans in advance: everything on their target disks is destroyed without asking." };
        var noWait = new Option<bool>("--no-wait") { Description = "Order it and return." };
        Command command = new("prep", "Partition and format the disks of machines that start over the network, and clone an archive onto them.")
        {
            machines, group, file, archive, hostName, disks, planOnly, yes, noWait,
        };
        return runner.Bind(command, async (context, parsed, cancellationToken) =>
        {
            IReadOnlyList<string> names = await NamesAsync(context, parsed.GetValue(machines) ?? [], parsed.GetValue(group) ?? "", cancellationToken);
            string[] from = (parsed.GetValue(archive) ?? "").Split('/', 2);
            string path = parsed.GetValue(file) ?? "";
            string name = parsed.GetValue(hostName) ?? "";
            if (name.Length > 0 && names.Count > 1)
            {
                throw new CliException(ExitCode.BadUsage, "--hostname can name one machine only: without it each gets the name by which the server knows it.");
            }
            var request = new JobRequest
            {
                Kind = JobKind.Prep,
                Machine = "",
                ArchiveOf = from[0],
                Archive = from.Length > 1 ? from[1] : "",
                PrepFile = Text(path),
                PrepFileName = path,
                HostName = name,
                Disks = parsed.GetValue(disks) ?? [],
                PreApproved = parsed.GetValue(yes),
            };
            return await RunAsync(context, [.. names.Select(n => request with { Machine = n })], parsed.GetValue(planOnly), parsed.GetValue(noWait), cancellationToken);
        });
    }

    /// <summary>All plans are looked at before anything is ordered: what cannot be done for one is ordered for none.</summary>
    private static async Task<ExitCode> RunAsync(CliContext context, IReadOnlyList<JobRequest> requests, bool planOnly, bool noWait, CancellationToken cancellationToken)
    {
        List<PrepPlanReply> plans = [];
        foreach (JobRequest request in requests)
        {
            plans.Add(await context.Api.PostAsync(ApiRoutes.PrepPlans, request, ApiJson.Default.JobRequest, ApiJson.Default.PrepPlanReply, cancellationToken));
        }
        // By the names that the daemon knows: an id may stand for a machine too.
        if (plans.GroupBy(p => p.Machine).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new CliException(ExitCode.BadUsage, $"{twice.Key} is named twice: name each machine once.");
        }
        if (planOnly && context.Json)
        {
            context.WriteJson(plans, ApiJson.Default.IReadOnlyListPrepPlanReply);
        }
        else
        {
            plans.ForEach(plan => ProvisionalPlan.Write(context, plan.Machine, plan.Plan is null ? null : PlanText.Render(plan.Plan), plan.DisksSeen));
        }
        if (planOnly)
        {
            return plans.Any(p => p.Plan is { Refusals.Count: > 0 }) ? ExitCode.Refused : ExitCode.Done;
        }
        if (requests is [JobRequest only])
        {
            return await RebuildCommand.OrderAsync(context, only, noWait, cancellationToken);
        }
        List<JobRecord> jobs = await OrderAllAsync(context, requests, cancellationToken);
        return noWait ? Ordered(context, jobs) : await WatchAllAsync(context, jobs, cancellationToken);
    }

    private static async Task<List<JobRecord>> OrderAllAsync(CliContext context, IReadOnlyList<JobRequest> requests, CancellationToken cancellationToken)
    {
        List<JobRecord> jobs = [];
        foreach (JobRequest request in requests)
        {
            try
            {
                jobs.Add(await context.Api.PostAsync(ApiRoutes.Jobs, request, ApiJson.Default.JobRequest, ApiJson.Default.JobRecord, cancellationToken));
            }
            catch (CliException e) when (jobs.Count > 0)
            {
                string ordered = string.Join(", ", jobs.Select(j => $"{j.Id} of {j.MachineName}"));
                throw new CliException(e.Code, $"{request.Machine}: {e.Message} Ordered are the jobs {ordered}; the others are not.");
            }
            context.Say($"Job {jobs[^1].Id}: {JobText.Title(jobs[^1])}. Switch the PC on, network boot first.");
        }
        return jobs;
    }

    private static ExitCode Ordered(CliContext context, List<JobRecord> jobs)
    {
        if (context.Json)
        {
            context.WriteJson(jobs, ApiJson.Default.IReadOnlyListJobRecord);
        }
        context.Say("Watch them: monitas-server job list, monitas-server job wait N");
        return ExitCode.Done;
    }

    /// <summary>One after the other; they run side by side meanwhile. The exit code is that of the first one that did not simply succeed.</summary>
    private static async Task<ExitCode> WatchAllAsync(CliContext context, List<JobRecord> jobs, CancellationToken cancellationToken)
    {
        List<JobRecord> ended = [];
        foreach (JobRecord job in jobs)
        {
            context.Say($"Job {job.Id}: {JobText.Title(job)}");
            ended.Add(await RebuildCommand.WatchAsync(context, job, cancellationToken));
        }
        if (context.Json)
        {
            context.WriteJson(ended, ApiJson.Default.IReadOnlyListJobRecord);
        }
        else
        {
            JobText.WriteList(context.Terminal, ended);
        }
        return ended.Select(j => j.State.IsFinal() ? JobText.ExitCodeOf(j) : ExitCode.Refused).FirstOrDefault(code => code != ExitCode.Done, ExitCode.Done);
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(CliContext context, string[] named, string group, CancellationToken cancellationToken)
    {
        List<string> names = [.. named];
        if (group.Length > 0)
        {
            IReadOnlyList<MachineView> all = await context.Api.GetAsync(ApiRoutes.Machines, ApiJson.Default.IReadOnlyListMachineView, cancellationToken);
            string[] members = [.. all.Where(m => m.Machine.Group.Equals(group, StringComparison.OrdinalIgnoreCase)).Select(m => m.Machine.Name)];
            names.AddRange(members.Length > 0 ? members : throw new CliException(ExitCode.BadUsage, $"No machine is in group {group}: monitas-server machine set NAME --group {group} puts one there."));
        }
        return names.Count > 0 ? names : throw new CliException(ExitCode.BadUsage, "Name the machines whose disks are to be prepared, or a group (--group).");
    }

    private static string Text(string path)
    {
        if (path.Length == 0)
        {
            return "";
        }
        try
        {
            using StreamReader reader = new(path);
            char[] text = new char[PrepFile.MaxLength + 1];
            int length = reader.ReadBlock(text);
            // An empty file is no order without a file: the daemon says what it lacks.
            return length == 0 ? "\n" : new string(text, 0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCode.BadUsage, $"--file {path} cannot be read: {e.Message}");
        }
    }
}
