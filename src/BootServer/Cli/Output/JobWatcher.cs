using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Jobs;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Output;

/// <summary>Shows a job to its end: a live line on a terminal, plain lines elsewhere.</summary>
/// <param name="context">The command.</param>
/// <param name="isBeside">Show it beside the output, which then holds only what the job finds, and leave its log out.</param>
internal sealed class JobWatcher(CliContext context, bool isBeside = false)
{
    /// <summary>Without a terminal, progress is written once for so many percent.</summary>
    private const int PercentStep = 10;

    private readonly StatusLine _line = new(isBeside ? context.Terminal.Error : context.Terminal.Output, context.Terminal.Ansi.Profile.Width);
    private string _message = "";
    private string _milestone = "";

    /// <summary>Called when the job shows a plan that waits for approval; true to go on watching.</summary>
    public Func<JobRecord, CancellationToken, Task<bool>>? OnApproval { get; init; }

    /// <summary>Called once for every new plan, before the approval is asked for.</summary>
    public Action<JobRecord>? OnPlan { get; init; }

    /// <summary>Watches; returns the job as it ended, or as it is when the watching was given up.</summary>
    /// <exception cref="CliException">The daemon has gone; or Ctrl-C was typed, which leaves the job alone.</exception>
    public async Task<JobRecord> WatchAsync(JobRecord job, CancellationToken cancellationToken)
    {
        string plan = "";
        try
        {
            await foreach (JobUpdate update in context.Api.LinesAsync(ApiRoutes.JobWatch.Replace("{id}", job.Id.ToString(), StringComparison.Ordinal), ApiJson.Default.JobUpdate, cancellationToken))
            {
                job = update.Job ?? job;
                if (job.PlanHash != plan)
                {
                    plan = job.PlanHash;
                    _line.Clear();
                    OnPlan?.Invoke(job);
                }
                Show(update);
                if (update.Job?.State == JobState.WaitingForApproval && OnApproval is not null && !await OnApproval(job, cancellationToken))
                {
                    break;
                }
            }
        }
        catch (OperationCanceledException)
        {
            _line.Clear();
            throw new CliException(ExitCode.Failed, $"Job {job.Id} goes on. Watch it: monitas-server job wait {job.Id}. Stop it: monitas-server job cancel {job.Id}.");
        }
        finally
        {
            _line.Clear();
        }
        return job;
    }

    private void Show(JobUpdate update)
    {
        if (update.Log is { } line && !isBeside)
        {
            Write($"  {(line.Warning ? "! " : "")}{line.Text}");
        }
        if (update.Progress is { } progress)
        {
            ShowProgress(progress);
        }
        if (update.Job is { } job && job.Message != _message)
        {
            _message = job.Message;
            Write($"{Words.Of(context.Clock.GetUtcNow())}  {Words.Of(job.State)}: {job.Message}");
        }
    }

    private void ShowProgress(JobProgressReport report)
    {
        if (context.Terminal.IsInteractive && !context.Json)
        {
            _line.Show(ProgressText.Render(report, withBar: true));
            return;
        }
        string milestone = $"{report.Progress.Phase} {ProgressText.Percent(report.Progress) / PercentStep}";
        if (milestone != _milestone)
        {
            _milestone = milestone;
            Write($"{Words.Of(report.Time)}  {ProgressText.Render(report, withBar: false)}");
        }
    }

    private void Write(string text)
    {
        _line.Clear();
        if (isBeside)
        {
            context.Terminal.Error.WriteLine(text);
            return;
        }
        context.Say(text);
    }
}
