using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Retention;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Api;

/// <summary>Removal of archives. What was begun is carried out, also when the command line goes away in the middle.</summary>
internal sealed class RetentionRoutes(ICatalog catalog, Lookup lookup, Pruner pruner, JobEngine jobs, ArchiveRemover remover, ArchiveHolds holds, ILogger<RetentionRoutes> logger)
{
    /// <summary>Says what a prune would do.</summary>
    public async Task PlanAsync(HttpContext context)
    {
        try
        {
            await context.JsonAsync(await pruner.PlanAsync(context.RequestAborted), ApiJson.Default.PruneReply);
        }
        catch (IOException e)
        {
            throw new ApiException(ErrorCode.Internal, $"The store cannot be read: {e.Message}");
        }
    }

    /// <summary>Orders the removal of what retention does not keep.</summary>
    public async Task PruneAsync(HttpContext context) => await context.JsonAsync(
        await jobs.CreateServersAsync(JobKind.Prune, null, new JobParameters(), context.Who(), CancellationToken.None), ApiJson.Default.JobRecord);

    /// <summary>Removes one archive. The newest whole archive of a machine goes only when the machine itself is gone.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        string name = context.Query("machine");
        MachineRecord machine = lookup.MachineOrItsArchives(name);
        ArchiveRecord archive = lookup.Archive(machine, context.Query("archive"));
        if (remover.Readers()[archive.Id].ToList() is [JobId job, ..])
        {
            throw new ApiException(ErrorCode.Conflict, $"Job {job} reads archive {archive.Number} of {machine.Name}: wait for its end, or cancel it (monitas-server job cancel {job}).");
        }
        if (holds.IsHeld(archive.Id))
        {
            throw new ApiException(ErrorCode.Conflict, $"Archive {archive.Number} of {machine.Name} is being exported: wait for its end.");
        }
        if (catalog.FindMachine(machine.Id) is not null && catalog.ListArchives(machine.Id).LastOrDefault(ArchiveMarks.IsWhole)?.Id == archive.Id)
        {
            throw new ApiException(ErrorCode.Conflict, $"Archive {archive.Number} is the newest whole archive of {machine.Name} and stays: make another backup first, or remove the machine (monitas-server machine remove {machine.Name}) to give up its archives.");
        }
        try
        {
            if (!await pruner.RemoveAsync(archive.Id, CancellationToken.None))
            {
                throw new ApiException(ErrorCode.Conflict, $"A job or an export has just begun to read archive {archive.Number} of {machine.Name}: wait for its end.");
            }
        }
        catch (IOException e)
        {
            // It is out of the catalog; only the note in the store is still missing.
            ApiMessages.RemovalNotNoted(logger, archive.Id, e);
        }
        await context.JsonAsync(new ArchiveView(machine.Name, archive), ApiJson.Default.ArchiveView);
    }
}
