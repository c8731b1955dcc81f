using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Jobs.Rules;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Api;

/// <summary>Jobs and provisional plans. A change that was begun is carried out, also when the command line goes away in the middle.</summary>
internal sealed class JobRoutes(ICatalog catalog, Lookup lookup, JobEngine engine, IRebuildPlanning planning, PrepOrders preps)
{
    private const int DefaultMax = 100;

    /// <summary>The newest jobs.</summary>
    public Task ListAsync(HttpContext context)
    {
        string machine = context.Query("machine");
        MachineId? id = machine.Length > 0 ? lookup.Machine(machine).Id : null;
        return context.JsonAsync(catalog.ListJobs(id, Number(context.Query("max"), DefaultMax)), ApiJson.Default.IReadOnlyListJobRecord);
    }

    /// <summary>One job.</summary>
    public Task ShowAsync(HttpContext context) => context.JsonAsync(lookup.Job(context.Route("id")), ApiJson.Default.JobRecord);

    /// <summary>Orders a job.</summary>
    public async Task CreateAsync(HttpContext context)
    {
        JobRequest request = await context.BodyAsync(ApiJson.Default.JobRequest);
        if (request.Kind is JobKind.Verify or JobKind.Prune)
        {
            throw ApiException.BadRequest($"A {request.Kind.ToString().ToLowerInvariant()} is the server's own work and no machine's job: it has a path of its own.");
        }
        MachineRecord machine = lookup.Machine(request.Machine);
        JobParameters parameters = request.Kind == JobKind.Prep ? preps.Parameters(request, machine) : new JobParameters
        {
            Archive = request.Kind is JobKind.Backup or JobKind.Wipe ? null : lookup.Archive(machine, request.Archive).Id,
            Paths = request.Paths,
            ToDirectory = request.ToDirectory,
            OwnersByName = request.OwnersByName,
            OwnerRules = request.OwnerRules,
            OnConflict = request.OnConflict,
            By = request.By,
            Excludes = request.Excludes,
            DryRun = request.DryRun,
            Cold = request.Cold,
            Disks = Lookup.Disks(request.Disks),
            PreApproved = request.PreApproved,
            Restart = request.Restart,
            Method = request.Method,
        };
        MachineRecord? onto = request.Kind == JobKind.Restore ? OtherMachine(request, machine) : lookup.Onto(request.Onto);
        Check(request, onto ?? machine);
        if (request.ReadPlan.Length > 0)
        {
            parameters = parameters with { ReadPlan = HashOfRead(request, machine), ReadBy = context.Who() };
        }
        JobRecord job = await engine.CreateAsync(request.Kind, machine, onto, parameters, context.Who(), CancellationToken.None);
        await context.JsonAsync(job, ApiJson.Default.JobRecord);
    }

    /// <summary>A plan against the disks last seen, to look at.</summary>
    public async Task PlanAsync(HttpContext context)
    {
        JobRequest request = await context.BodyAsync(ApiJson.Default.JobRequest);
        await context.JsonAsync(Plan(request, lookup.Machine(request.Machine)), ApiJson.Default.PlanReply);
    }

    /// <summary>Approves a plan.</summary>
    public async Task ApproveAsync(HttpContext context)
    {
        ApproveRequest request = await context.BodyAsync(ApiJson.Default.ApproveRequest);
        JobId id = lookup.Job(context.Route("id")).Id;
        await context.JsonAsync(await engine.ApproveAsync(id, request.Hash, context.Who(), CancellationToken.None), ApiJson.Default.JobRecord);
    }

    /// <summary>Stops a job.</summary>
    public async Task CancelAsync(HttpContext context)
    {
        JobId id = lookup.Job(context.Route("id")).Id;
        await context.JsonAsync(await engine.CancelAsync(id, context.Who(), CancellationToken.None), ApiJson.Default.JobRecord);
    }

    /// <summary>A job's log.</summary>
    public Task LogAsync(HttpContext context) =>
        context.JsonAsync(catalog.ListJobLog(lookup.Job(context.Route("id")).Id, Number(context.Query("after"), 0)), ApiJson.Default.IReadOnlyListJobLogRecord);

    /// <summary>What a compare job found.</summary>
    public Task DifferencesAsync(HttpContext context) =>
        context.JsonAsync(catalog.ListDifferences(lookup.Job(context.Route("id")).Id), ApiJson.Default.IReadOnlyListDifference);

    /// <summary>What a job of the server's own has found.</summary>
    public Task FindingsAsync(HttpContext context)
    {
        IReadOnlyList<JobFinding> findings =
        [
            .. catalog.ListJobResults(lookup.Job(context.Route("id")).Id).Where(part => part.Number != ServerWorkNotes.StandNumber)
                .Select(part => JsonSerializer.Deserialize(part.Json, ApiJson.Default.JobFinding)!),
        ];
        return context.JsonAsync(findings, ApiJson.Default.IReadOnlyListJobFinding);
    }

    /// <summary>Tells all about a job until it is over.</summary>
    public async Task WatchAsync(HttpContext context)
    {
        JobId id = lookup.Job(context.Route("id")).Id;
        context.Response.ContentType = "application/x-ndjson";
        await foreach (JobUpdate update in engine.WatchAsync(id, context.RequestAborted))
        {
            await context.LineAsync(update, ApiJson.Default.JobUpdate);
        }
    }

    private PlanReply Plan(JobRequest request, MachineRecord machine)
    {
        ArchiveRecord archive = lookup.Archive(machine, request.Archive);
        var disks = Lookup.Disks(request.Disks);
        if (archive.Layout is null)
        {
            throw ApiException.BadRequest($"Archive {archive.Number} of {machine.Name} says nothing about its disks: choose another archive.");
        }
        MachineRecord? onto = lookup.Onto(request.Onto);
        MachineRecord target = onto ?? machine;
        RebuildPlan? plan = target.Facts is { Disks.Count: > 0 } facts ? planning.MakePlan(machine, onto, archive, archive.Layout, facts, disks) : null;
        return new PlanReply(new ArchiveView(machine.Name, archive), plan, plan is null ? null : target.LastSeen);
    }

    /// <summary>What the plan comes to that was read, if it is still the one that would be shown.</summary>
    /// <exception cref="ApiException">It is not, or no rebuild.</exception>
    private string HashOfRead(JobRequest request, MachineRecord machine) => request.Kind == JobKind.Rebuild && Plan(request, machine).Plan is { Refusals.Count: 0 } plan && plan.Hash() == request.ReadPlan
        ? PlanScope.HashOf(plan)
        : throw new ApiException(ErrorCode.Conflict, $"The plan for {machine.Name} has changed since it was shown: look at it again.");

    /// <summary>The machine that gets another one's files; null when a restore is for the machine itself.</summary>
    private MachineRecord? OtherMachine(JobRequest request, MachineRecord machine) =>
        request.Onto.Length > 0 && lookup.Machine(request.Onto) is { } other && other.Id != machine.Id ? other : null;

    private static void Check(JobRequest request, MachineRecord machine)
    {
        if (request.Cold && (request.Kind != JobKind.Backup || request.DryRun || request.Excludes.Count > 0))
        {
            throw ApiException.BadRequest("--cold keeps the disks of a machine as they are: nothing of them can be left out, and no other job is cold.");
        }
        if (request.Kind is not (JobKind.Rebuild or JobKind.Wipe or JobKind.Prep) && !request.Cold && machine.Credential is null && machine.LastSeen is null)
        {
            throw ApiException.BadRequest($"No agent has ever enrolled as {machine.Name}: make a token for it (monitas-server machine token {machine.Name}).");
        }
        if (request.Onto.Length > 0 && request.Kind is not (JobKind.Rebuild or JobKind.Restore))
        {
            throw ApiException.BadRequest("Only a restore or a rebuild can be done onto another PC.");
        }
        if (request.Restart is not null && ((request.Kind is not (JobKind.Rebuild or JobKind.Wipe) && !request.Cold) || request.Onto.Length > 0))
        {
            throw ApiException.BadRequest("--restart takes a machine that runs into the boot image, to rebuild, wipe or back up (--cold) that very machine; the PC of --onto is in the boot image already.");
        }
        if (request.Kind == JobKind.Restore)
        {
            CheckPaths(request);
        }
    }

    private static void CheckPaths(JobRequest request)
    {
        if (request.Paths.Count == 0)
        {
            throw ApiException.BadRequest("A restore needs at least one path.");
        }
        foreach (byte[] path in request.Paths)
        {
            if (path is not [(byte)'/', ..] || Array.IndexOf(path, (byte)0) >= 0)
            {
                throw ApiException.BadRequest($"'{Encoding.UTF8.GetString(path)}' is not an absolute path: begin it with '/'.");
            }
        }
        foreach (string line in request.OwnerRules)
        {
            if (!OwnerRule.TryParse(line, out _, out string? fault) && fault is not null)
            {
                throw ApiException.BadRequest($"The map of owners makes no sense: {fault}.");
            }
        }
        if (request.ToDirectory.Length > 0 && request.ToDirectory[0] != '/')
        {
            throw ApiException.BadRequest($"--to '{request.ToDirectory}' is not an absolute path on the machine: begin it with '/'.");
        }
    }

    private static int Number(string text, int otherwise) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : otherwise;
}
