using System.Collections.Generic;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Agents;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Backups;

/// <summary>The routes of a backup job: base, chunks/missing, chunks, layout, commit.</summary>
/// <param name="requests">Finds the job.</param>
/// <param name="uploads">What the job has sent.</param>
/// <param name="receiver">Takes chunks.</param>
/// <param name="committer">Makes the archive.</param>
/// <param name="directory">Where manifests lie while they come in; in the same file system as the manifest cache.</param>
internal sealed class BackupRoutes(JobRequests requests, BackupUploads uploads, FrameReceiver receiver, BackupCommitter committer, UploadDirectory directory)
{
    /// <summary>The most chunk bytes in one request.</summary>
    public const long MaxChunksBytes = 64L * 1024 * 1024;

    /// <summary>The longest manifest: some tens of millions of files.</summary>
    public const long MaxManifestBytes = 8L * 1024 * 1024 * 1024;

    /// <summary>The longest layout.</summary>
    public const int MaxLayoutBytes = 4 * 1024 * 1024;

    /// <summary>Begins the upload, or begins it anew; answers with the manifest of the newest archive, or 204.</summary>
    public async Task GetBaseAsync(HttpContext context, AgentIdentity identity)
    {
        await using FileStream? manifest = await uploads.BeginAsync(Job(context, identity), context.RequestAborted).ConfigureAwait(false);
        if (manifest is null)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }
        await FileAnswer.SendAsync(context, manifest).ConfigureAwait(false);
    }

    /// <summary>n ids -> n bytes: 1 where the chunk must be sent.</summary>
    public async Task FindMissingAsync(HttpContext context, AgentIdentity identity)
    {
        BackupUpload upload = uploads.Find(Job(context, identity).Id);
        IReadOnlyList<ChunkId> ids = await ChunkIdList.ReadAsync(context).ConfigureAwait(false);
        byte[] missing = new byte[ids.Count];
        for (int i = 0; i < missing.Length; i++)
        {
            missing[i] = upload.Has(ids[i]) ? (byte)0 : (byte)1;
        }
        context.Response.ContentLength = missing.Length;
        await context.Response.Body.WriteAsync(missing, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Takes chunk frames.</summary>
    public async Task TakeChunksAsync(HttpContext context, AgentIdentity identity)
    {
        BackupUpload upload = uploads.Find(Job(context, identity).Id);
        RequestBodies.Limit(context, MaxChunksBytes);
        await uploads.ChangeAsync(
            upload,
            async () =>
            {
                await receiver.ReceiveAsync(upload, context.Request.Body, context.RequestAborted).ConfigureAwait(false);
                return true;
            },
            context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>Takes the layout.</summary>
    public async Task PutLayoutAsync(HttpContext context, AgentIdentity identity)
    {
        BackupUpload upload = uploads.Find(Job(context, identity).Id);
        MachineLayout layout = await RequestBodies.ReadJsonAsync(context, MaxLayoutBytes, ContractsJson.Default.MachineLayout).ConfigureAwait(false);
        await uploads.ChangeAsync(upload, () => Task.FromResult(upload.Layout = layout), context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>
    /// Takes the manifest and commits. What is begun goes on when the agent's connection drops: its repeated commit finds the receipt.
    /// </summary>
    public async Task CommitAsync(HttpContext context, AgentIdentity identity, CancellationToken stopping)
    {
        JobRecord job = Job(context, identity);
        ArchiveReceipt? receipt = committer.FindReceipt(job);
        if (receipt is null)
        {
            RequestBodies.Limit(context, MaxManifestBytes);
            BackupUpload upload = uploads.Find(job.Id);
            string path = directory.NewFile(job.Id);
            try
            {
                await ReceiveAsync(context, path).ConfigureAwait(false);
                receipt = await uploads.ChangeAsync(upload, () => CommitOnceAsync(job, upload, path, stopping), stopping).ConfigureAwait(false);
            }
            finally
            {
                File.Delete(path);
            }
        }
        await context.Response.WriteAsJsonAsync(receipt, ContractsJson.Default.ArchiveReceipt, contentType: null, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Within the turn: a commit that was under way when this one came has made the archive meanwhile.</summary>
    private async Task<ArchiveReceipt> CommitOnceAsync(JobRecord job, BackupUpload upload, string path, CancellationToken stopping) =>
        committer.FindReceipt(job) ?? await committer.CommitAsync(job, upload, path, stopping).ConfigureAwait(false);

    private static async Task ReceiveAsync(HttpContext context, string path)
    {
        FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        await using FileStream file = new(path, options);
        await context.Request.Body.CopyToAsync(file, context.RequestAborted).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }

    private JobRecord Job(HttpContext context, AgentIdentity identity)
    {
        JobRecord job = requests.Running(context, identity);
        return job.Kind == JobKind.Backup
            ? job
            : throw new AgentRequestException(ErrorCode.Conflict, $"Job {job.Id} is not a backup.");
    }
}
