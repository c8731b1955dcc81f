using System.Collections.Generic;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>Orders jobs that the server does itself (verify, prune) and waits for what they find.</summary>
internal static class ServerJobs
{
    /// <summary>--no-wait.</summary>
    public static Option<bool> NoWait() => new("--no-wait") { Description = "Only order the job; monitas-server job wait shows it." };

    /// <summary>Orders a job and, unless it is not to be waited for, shows it beside the output to its end.</summary>
    /// <returns>What it found; nothing when it is not waited for.</returns>
    /// <exception cref="CliException">It was refused or failed, or was cancelled before it found anything.</exception>
    public static async Task<IReadOnlyList<JobFinding>> RunAsync(CliContext context, string route, bool noWait, CancellationToken cancellationToken)
    {
        JobRecord job = await context.Api.PostAsync(route, ApiJson.Default.JobRecord, cancellationToken);
        if (noWait)
        {
            JobOrderCommands.Ordered(context, job);
            return [];
        }
        await context.Terminal.Error.WriteLineAsync($"Job {job.Id}: {JobText.Title(job)}");
        JobRecord ended = await new JobWatcher(context, isBeside: true).WatchAsync(job, cancellationToken);
        if (ended.State is not (JobState.Succeeded or JobState.FinishedWithWarnings))
        {
            throw new CliException(ExitCode.Failed, $"Job {job.Id}: {ended.Message}");
        }
        return await FindingsAsync(context, job, cancellationToken);
    }

    /// <summary>What a job of the server's own has found so far.</summary>
    public static Task<IReadOnlyList<JobFinding>> FindingsAsync(CliContext context, JobRecord job, CancellationToken cancellationToken) =>
        context.Api.GetAsync(Arguments.Path(ApiRoutes.JobFindings, job.Id.ToString()), ApiJson.Default.IReadOnlyListJobFinding, cancellationToken);
}
