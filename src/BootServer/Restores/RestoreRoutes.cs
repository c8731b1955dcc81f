using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.BootServer.Backups;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Restores;

/// <summary>The routes of a job that reads an archive: manifest, chunks/fetch.</summary>
internal sealed class RestoreRoutes(JobRequests requests, RestoreSources sources, FrameSender sender)
{
    /// <summary>Sends the manifest of the job's archive.</summary>
    public async Task GetManifestAsync(HttpContext context, AgentIdentity identity)
    {
        ArchiveRecord archive = sources.ArchiveOf(Job(context, identity));
        await using FileStream manifest = await sources.OpenManifestAsync(archive, context.RequestAborted).ConfigureAwait(false);
        await FileAnswer.SendAsync(context, manifest).ConfigureAwait(false);
    }

    /// <summary>n ids -> the frames in the same order. That all are of the job's archive is checked before the first frame is sent.</summary>
    public async Task FetchChunksAsync(HttpContext context, AgentIdentity identity)
    {
        JobRecord job = Job(context, identity);
        ReadableArchive source = await sources.FindAsync(job).ConfigureAwait(false);
        IReadOnlyList<ChunkId> ids = await ChunkIdList.ReadAsync(context).ConfigureAwait(false);
        foreach (ChunkId id in ids)
        {
            if (!source.Chunks.Contains(id))
            {
                throw new AgentRequestException(ErrorCode.Forbidden, $"The chunk {id} is not part of the job's archive.");
            }
        }
        FileAnswer.BePatient(context);
        context.Response.ContentType = "application/octet-stream";
        try
        {
            await sender.SendAsync(ids, context.Request.Query.ContainsKey(Routes.CheckChunks), sources.IsShared(source.Archive.Id), context.Response.Body, context.RequestAborted).ConfigureAwait(false);
        }
        catch (AgentRequestException e) when (e.Code == ErrorCode.Corrupt && !sources.IsThere(job))
        {
            // Its chunks went with it; nothing is damaged.
            throw sources.Gone(job);
        }
    }

    private JobRecord Job(HttpContext context, AgentIdentity identity)
    {
        JobRecord job = requests.Running(context, identity);
        return job.Kind != JobKind.Backup
            ? job
            : throw new AgentRequestException(ErrorCode.Conflict, $"Job {job.Id} is a backup: it reads no archive.");
    }
}
