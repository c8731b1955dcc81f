using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Cli.Output;

/// <summary>Jobs as a person reads them.</summary>
internal static class JobText
{
    /// <summary>What a job does and for whom, such as "rebuild of desk-1 onto spare-2" or "verify of the store".</summary>
    public static string Title(JobRecord job) => $"{(job.Parameters.DryRun ? "dry run of a " : job.IsColdBackup ? "cold " : "")}{job.Kind.ToString().ToLowerInvariant()} of {Machine(job)}";

    /// <summary>Whose job it is, and the PC that takes its place; of one of the server's own what it is about.</summary>
    public static string Machine(JobRecord job) => job switch
    {
        { Parameters.Volume: { } volume } => $"volume {volume}",
        { MachineName: "", Parameters.Background: true } => "what is due of the store",
        { MachineName: "" } => "the store",
        { Onto: null } => job.MachineName,
        _ => $"{job.MachineName} onto {job.OntoName}",
    };

    /// <summary>Jobs in a table.</summary>
    public static void WriteList(CliTerminal terminal, IReadOnlyList<JobRecord> jobs) => TextTable.Write(
        terminal,
        "No jobs.",
        ["JOB", "KIND", "MACHINE", "STATE", "ORDERED", "TOOK", "MESSAGE"],
        jobs.Select(j => (IReadOnlyList<string>)
        [
            j.Id.ToString(),
            j.Kind.ToString().ToLowerInvariant(),
            Machine(j),
            Words.Of(j.State),
            Words.Of(j.Created),
            j is { Started: { } started, Ended: { } ended } ? Words.Of(ended - started) : "-",
            j.Message,
        ]));

    /// <summary>One job with all there is to know.</summary>
    public static void WriteWhole(CliTerminal terminal, JobRecord job)
    {
        terminal.Output.WriteLine($"Job {job.Id}: {Title(job)}");
        terminal.Output.WriteLine($"  state     {Words.Of(job.State)}");
        terminal.Output.WriteLine($"  message   {job.Message}");
        terminal.Output.WriteLine($"  ordered   {Words.Of(job.Created)}");
        terminal.Output.WriteLine($"  started   {Words.Of(job.Started)}{(job.Attempts > 1 ? $" (begun {job.Attempts} times)" : "")}");
        terminal.Output.WriteLine($"  ended     {Words.Of(job.Ended)}");
        if (job.ApprovedBy.Length > 0)
        {
            terminal.Output.WriteLine($"  approved  by {job.ApprovedBy}, plan {job.ApprovedHash}");
        }
        WriteEnd(terminal, job);
        terminal.Output.WriteLine("Timeline:");
        foreach ((int index, JobEventRecord line) in job.Events.Index())
        {
            if (index == JobRecord.KeptFirstEvents && job.EventsLeftOut > 0)
            {
                terminal.Output.WriteLine($"  ({CountText.Of(job.EventsLeftOut, "more line is", "more lines are")} left out here)");
            }
            terminal.Output.WriteLine($"  {Words.Of(line.Time)}  {line.Stage,-18} {line.Text}".TrimEnd());
        }
        if (job.HasPlan)
        {
            terminal.Output.WriteLine();
            terminal.Output.Write(Plan(job));
        }
    }

    /// <summary>The plan of a job that has one.</summary>
    public static string Plan(JobRecord job) => job switch
    {
        { Plan: { } plan } => PlanText.Render(plan),
        { WipePlan: { } wipe } => WipePlanText.Render(wipe),
        _ => "",
    };

    /// <summary>Figures and warnings of a job that is over.</summary>
    public static void WriteEnd(CliTerminal terminal, JobRecord job)
    {
        foreach ((string name, long value) in job.Figures)
        {
            bool isBytes = name.EndsWith("bytes", StringComparison.OrdinalIgnoreCase);
            terminal.Output.WriteLine($"  {name,-12} {(isBytes ? $"{SizeText.Of(value)} ({value})" : value)}");
        }
        foreach (string warning in job.Warnings)
        {
            terminal.Output.WriteLine($"  ! {warning}");
        }
    }

    /// <summary>The exit code of a job that is over. A verification that found damage has failed, whichever command shows it.</summary>
    public static ExitCode ExitCodeOf(JobRecord job) => job switch
    {
        { State: JobState.Succeeded, DifferenceCount: > 0 } => ExitCode.Warnings,
        { Kind: JobKind.Verify, State: JobState.FinishedWithWarnings } => ExitCode.Failed,
        _ => Words.ExitCodeOf(job.State),
    };
}
