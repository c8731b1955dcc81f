using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Retention;

/// <summary>
/// Prune jobs. After a restart of the server a prune begins anew with what exists: each of its steps is complete in itself, so what was done before stays done.
/// </summary>
internal sealed class PruneWork(ICatalog catalog, Pruner pruner) : IServerWork
{
    /// <inheritdoc/>
    public JobKind Kind => JobKind.Prune;

    /// <inheritdoc/>
    public async Task<ServerWorkEnd> RunAsync(JobRecord job, IServerWorkNotes notes, CancellationToken cancellationToken)
    {
        bool isAnew = notes.Stand is not null;
        List<PrunedArchive> before = [.. Parse(notes.Stand).Where(archive => catalog.FindArchive(archive.Archive) is null)];
        if (isAnew)
        {
            notes.Log("The server was restarted: the prune begins anew with what exists. What it did before stays done.");
        }
        PruneReply reply;
        try
        {
            reply = await pruner.RunAsync(new Watch(notes, before), cancellationToken).ConfigureAwait(false);
        }
        catch (StoreAwayException e)
        {
            throw new ServerWorkException($"{e.Message} Nothing was removed.", e);
        }
        catch (IOException e)
        {
            throw new ServerWorkException($"The store failed while space was made: {e.Message} All archives are as they were or removed as a whole; the next prune does the rest.", e);
        }
        if (cancellationToken.IsCancellationRequested && catalog.FindJob(job.Id)?.CancelRequested is null)
        {
            // The server ends; it goes on when it is started again.
            cancellationToken.ThrowIfCancellationRequested();
        }
        reply = reply with { Archives = [.. before, .. reply.Archives] };
        notes.AddFinding(JsonSerializer.Serialize(new JobFinding { Prune = reply }, ApiJson.Default.JobFinding));
        return End(reply, isAnew, cancellationToken.IsCancellationRequested);
    }

    private static ServerWorkEnd End(PruneReply reply, bool isAnew, bool isCancelled)
    {
        int archives = reply.Archives.Count(archive => !archive.Kept);
        int volumes = reply.Volumes.Count(volume => !volume.Kept);
        string done = $"{CountText.Of(archives, "archive")} and {CountText.Of(volumes, "volume")} are gone; {(reply.FreedBytes > 0 ? SizeText.Of(reply.FreedBytes) : "nothing")} came back.";
        string anew = isAnew ? " (What came back before the server's restart is not counted.)" : "";
        return new ServerWorkEnd(
            isCancelled ? JobOutcome.Cancelled : reply.Problems.Count > 0 ? JobOutcome.Warnings : JobOutcome.Succeeded,
            isCancelled ? $"Cancelled: {done} The archives that stay are whole; the next prune does the rest." : done + anew,
            reply.Problems,
            new Dictionary<string, long> { ["archives"] = archives, ["volumes"] = volumes, ["freedBytes"] = reply.FreedBytes, ["writtenBytes"] = reply.WrittenBytes });
    }

    private static IReadOnlyList<PrunedArchive> Parse(string? stand) => stand is null ? [] : JsonSerializer.Deserialize(stand, ApiJson.Default.IReadOnlyListPrunedArchive) ?? [];

    private sealed class Watch(IServerWorkNotes notes, IReadOnlyList<PrunedArchive> before) : IPruneWatch
    {
        /// <summary>Noted first, removed then: of those that are noted and gone after a kill, it is known who removed them.</summary>
        public void Removing(IReadOnlyList<PrunedArchive> archives)
        {
            notes.KeepStand(JsonSerializer.Serialize<IReadOnlyList<PrunedArchive>>([.. before, .. archives], ApiJson.Default.IReadOnlyListPrunedArchive));
            foreach (PrunedArchive archive in archives)
            {
                notes.Log($"removes archive {archive.Number} of {archive.Machine}");
            }
        }

        public void Step(string text, long doneBytes, long totalBytes) => notes.Progress(JobPhase.Prune, text, doneBytes, totalBytes);
    }
}
