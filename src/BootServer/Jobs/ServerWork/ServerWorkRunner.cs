using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Imaging;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>
/// Does the jobs that the server does itself, each in a task of its own. When the server ends they stop where they are and stay running in the catalog: the
/// next start goes on with them. Starts after the store is opened; ends when all that it began has let go.
/// </summary>
internal sealed class ServerWorkRunner(
    ServerWorkQueue queue, JobEngine engine, ICatalog catalog, JobBoard board, IEnumerable<IServerWork> kinds, TimeProvider clock, ILogger<ServerWorkRunner> logger)
    : BackgroundService
{
    private readonly Dictionary<JobKind, IServerWork> _kinds = kinds.ToDictionary(kind => kind.Kind);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Task> running = [];
        try
        {
            await foreach (JobId job in queue.Ready.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                running.RemoveAll(task => task.IsCompleted);
                running.Add(Task.Run(() => RunAsync(job, stoppingToken), CancellationToken.None));
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task RunAsync(JobId id, CancellationToken stopping)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(queue.StopOf(id), stopping);
        try
        {
            if (catalog.FindJob(id) is { State: JobState.Running } job)
            {
                ServerWorkEnd end = await WorkAsync(job, stop.Token).ConfigureAwait(false);
                if (!stopping.IsCancellationRequested || end.Outcome != JobOutcome.Cancelled)
                {
                    await engine.FinishServersAsync(id, end, CancellationToken.None).ConfigureAwait(false);
                }
            }
        }
        catch (CatalogException e)
        {
            // Its end cannot be stored now. The clock has the engine begin it again, and it goes on where it stood.
            JobMessages.NotStored(logger, id, e);
        }
        finally
        {
            queue.Leave(id);
        }
    }

    private async Task<ServerWorkEnd> WorkAsync(JobRecord job, CancellationToken cancellationToken)
    {
        try
        {
            return job.CancelRequested is null
                ? await _kinds[job.Kind].RunAsync(job, new ServerWorkNotes(job.Id, catalog, board, clock), cancellationToken).ConfigureAwait(false)
                : Cancelled();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Cancelled();
        }
        catch (Exception e) when (e is IOException or VolumeFormatException or UnauthorizedAccessException or ServerWorkException)
        {
            return new ServerWorkEnd(JobOutcome.Failed, e.Message);
        }
        catch (Exception e) when (e is not CatalogException)
        {
            // The edge of one job: a fault in it must not take the server along.
            JobMessages.WorkFailed(logger, job.Id, job.Kind, e);
            return new ServerWorkEnd(JobOutcome.Failed, $"The server met a fault of its own ({e.Message}); its log says more.");
        }
    }

    private static ServerWorkEnd Cancelled() => new(JobOutcome.Cancelled, "Cancelled.");
}
