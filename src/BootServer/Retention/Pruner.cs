using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Verify;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Retention;

/// <summary>Removes archives by the rules of retention and gives the space back that they took. One at a time.</summary>
internal sealed class Pruner(
    ICatalog catalog, VolumeStore volumes, ArchiveRemover remover, ArchiveHolds holds, StoreSurvey survey, VolumeCheck check, Compactor compactor, DroppedVolumes droppedVolumes, VanishedVolumes vanished,
    StorePresence presence, ServerSettings settings, TimeProvider clock)
    : IDisposable
{
    /// <summary>How much is moved into one new volume; a larger volume is moved by itself.</summary>
    private const long BatchBytes = 4L << 30;

    /// <summary>What must stay free in the store beside a new volume.</summary>
    private const long ReserveBytes = 64L << 20;

    private readonly SemaphoreSlim _turn = new(1);

    /// <summary>Says what would be done.</summary>
    public async Task<PruneReply> PlanAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<PrunedArchive> archives = Decide();
        StoreUse use = await survey.RunAsync(archives.Where(a => !a.Kept).Select(a => a.Archive).ToHashSet(), cancellationToken).ConfigureAwait(false);
        IReadOnlyList<VolumeFate> fates = VolumeChoice.Decide(use.Uses, settings.Retention, clock.GetUtcNow());
        long written = fates.Where(fate => fate.Goes).Sum(fate => fate.Use.NeededBytes);
        long freed = fates.Where(fate => fate.Goes).Sum(fate => fate.Use.Volume.SizeBytes) - written;
        return new PruneReply(DryRun: true, archives, Views(fates), freed, written, []);
    }

    /// <summary>Does it, after what else is being removed.</summary>
    public Task<PruneReply> RunAsync(CancellationToken cancellationToken) => RunAsync(null, cancellationToken);

    /// <summary>Does it, after what else is being removed.</summary>
    /// <param name="watch">Is told how far it is; null when nobody asks.</param>
    /// <param name="cancellationToken">Ends the work at the next safe place: what was done so far is complete in itself, told, and another prune does the rest.</param>
    /// <exception cref="IOException">The store failed. What was done so far is complete in itself, and another prune does the rest.</exception>
    /// <exception cref="OperationCanceledException">It was ended before anything was done.</exception>
    /// <exception cref="StoreAwayException">The store is away, and nothing was done.</exception>
    public Task<PruneReply> RunAsync(IPruneWatch? watch, CancellationToken cancellationToken) => ExcludeAsync(
        () =>
        {
            IReadOnlyList<PrunedArchive> archives = Decide();
            watch?.Removing([.. archives.Where(a => !a.Kept)]);
            HashSet<ArchiveId> removed = [.. remover.Remove([.. archives.Where(a => !a.Kept).Select(a => a.Archive)]).Select(record => record.Archive)];
            // A job or an export may have begun to read one between the decision and the removal.
            archives = [.. archives.Select(a => a.Kept || removed.Contains(a.Archive) ? a : a with { Kept = true, Reasons = ["it is being read"] })];
            return CompactAsync(archives, watch, cancellationToken);
        },
        cancellationToken);

    /// <summary>Removes a single archive, and notes in the store that it is. False when a job has begun to read it.</summary>
    /// <exception cref="IOException">The note could not be written; the next prune does it.</exception>
    /// <exception cref="StoreAwayException">The store is away, and nothing was done.</exception>
    public Task<bool> RemoveAsync(ArchiveId archive, CancellationToken cancellationToken) => ExcludeAsync(
        async () =>
        {
            if (remover.Remove([archive]).Count == 0)
            {
                return false;
            }
            StoreUse use = await survey.LookAsync(cancellationToken).ConfigureAwait(false);
            await compactor.RunAsync([], use, use.Uses, null, CancellationToken.None).ConfigureAwait(false);
            await vanished.ForgetAsync(CancellationToken.None).ConfigureAwait(false);
            return true;
        },
        cancellationToken);

    /// <summary>
    /// Runs something that must not meet a prune half way, after the one that is under way. All that goes by what is in the store and what is not comes by
    /// here, so here is where a store that is away is told from an empty one.
    /// </summary>
    /// <exception cref="StoreAwayException">The store is away, and nothing was done.</exception>
    public async Task<T> ExcludeAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await presence.RequireAsync(cancellationToken).ConfigureAwait(false);
            return await work().ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    private async Task<PruneReply> CompactAsync(IReadOnlyList<PrunedArchive> archives, IPruneWatch? watch, CancellationToken cancellationToken)
    {
        await vanished.ForgetAsync(CancellationToken.None).ConfigureAwait(false);
        long freed = await droppedVolumes.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
        watch?.Step("finding out what is still needed", 0, 0);
        StoreUse use;
        try
        {
            use = await SurveyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new PruneReply(DryRun: false, archives, [], freed, 0, []);
        }
        IReadOnlyList<VolumeFate> fates = VolumeChoice.Decide(use.Uses, settings.Retention, clock.GetUtcNow());
        List<VolumeUse> left = [.. use.Uses];
        List<string> problems = [];
        long written = 0;
        MoveMeter meter = new(watch, fates.Where(fate => fate.Goes).Sum(fate => fate.Use.NeededBytes));
        foreach (List<VolumeUse> batch in Batches([.. fates.Where(fate => fate.Goes).Select(fate => fate.Use)]).TakeWhile(_ => !cancellationToken.IsCancellationRequested))
        {
            long needed = batch.Sum(one => one.NeededBytes) + ReserveBytes;
            StoreSpace space = await volumes.Store.GetSpaceAsync(cancellationToken).ConfigureAwait(false);
            if (batch.Exists(one => !one.IsDead) && space.FreeBytes < needed)
            {
                problems.Add($"{CountText.Of(batch.Count, "volume stays", "volumes stay")}: to move what counts in them {SizeText.Of(needed)} must be free in the store, and {SizeText.Of(space.FreeBytes)} are.");
                continue;
            }
            try
            {
                Compaction done = await compactor.RunAsync(batch, use, [.. left.Except(batch)], meter, cancellationToken).ConfigureAwait(false);
                left.RemoveAll(done.Dropped.Contains);
                problems.AddRange(done.Problems);
                written += done.WrittenBytes;
                freed += await droppedVolumes.DeleteAsync(CancellationToken.None).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is VolumeFormatException or VolumeFullException)
            {
                problems.Add($"{CountText.Of(batch.Count, "volume stays", "volumes stay")}: {e.Message}");
            }
        }
        written += (await compactor.RunAsync([], use, left, null, CancellationToken.None).ConfigureAwait(false)).WrittenBytes;
        HashSet<VolumeId> kept = [.. left.Select(one => one.Volume.Id)];
        return new PruneReply(
            DryRun: false, archives, [.. Views(fates).Select(view => view with { Kept = kept.Contains(view.Volume) })], freed - written, written, problems);
    }

    /// <summary>
    /// Surveys the store. Volumes that were found in it, as after a crash, and that hold what others hold too, are read from begin to end before the
    /// others may go on their word.
    /// </summary>
    private async Task<StoreUse> SurveyAsync(CancellationToken cancellationToken)
    {
        StoreUse use = await survey.RunAsync(new HashSet<ArchiveId>(), cancellationToken).ConfigureAwait(false);
        foreach (VolumeId volume in use.Unproven)
        {
            await check.RunAsync(volume, volumes.Store, cancellationToken).ConfigureAwait(false);
        }
        return use.Unproven.Count == 0 ? use : await survey.RunAsync(new HashSet<ArchiveId>(), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Dead volumes first, since they need no room; then those that give most back for what must be written.</summary>
    private List<List<VolumeUse>> Batches(IReadOnlyList<VolumeUse> going)
    {
        // What is needed is reckoned; a tenth is kept for what that may be wrong by.
        long most = Math.Min(BatchBytes, (volumes.MaxVolumeBytes ?? long.MaxValue) / 10 * 9);
        List<List<VolumeUse>> batches = [];
        long size = 0;
        bool wasDead = false;
        foreach (VolumeUse use in going.OrderByDescending(use => use.IsDead).ThenByDescending(use => use.DeadShare))
        {
            if (batches.Count == 0 || use.IsDead != wasDead || size + use.NeededBytes > most)
            {
                batches.Add([]);
                size = 0;
            }
            batches[^1].Add(use);
            size += use.NeededBytes;
            wasDead = use.IsDead;
        }
        return batches;
    }

    private List<PrunedArchive> Decide()
    {
        Dictionary<MachineId, MachineRecord> machines = catalog.ListMachines().ToDictionary(machine => machine.Id);
        ILookup<ArchiveId, JobId> readers = remover.Readers();
        List<PrunedArchive> all = [];
        foreach (IGrouping<MachineId, ArchiveRecord> group in catalog.ListArchives().GroupBy(archive => archive.Machine))
        {
            MachineRecord? machine = machines.GetValueOrDefault(group.Key);
            string name = machine?.Name ?? group.Key.ToString();
            IReadOnlyList<RetentionVerdict> verdicts = RetentionRules.Decide(
                [.. group], settings.Retention.PolicyOf(machine), clock.LocalTimeZone, ArchiveMarks.IsWhole, archive => [.. readers[archive]]);
            foreach (RetentionVerdict verdict in verdicts)
            {
                IReadOnlyList<string> reasons = holds.IsHeld(verdict.Archive.Id) ? [.. verdict.Reasons, "an export reads it"] : verdict.Reasons;
                all.Add(new PrunedArchive(name, verdict.Archive.Id, verdict.Archive.Number, verdict.Archive.Time, reasons.Count > 0, reasons));
            }
        }
        return [.. all.OrderBy(archive => archive.Machine, StringComparer.OrdinalIgnoreCase)];
    }

    private static PrunedVolume[] Views(IReadOnlyList<VolumeFate> fates) =>
        [.. fates.Select(fate => new PrunedVolume(fate.Use.Volume.Id, fate.Use.Volume.SizeBytes, Math.Min(fate.Use.NeededBytes, fate.Use.Volume.SizeBytes), !fate.Goes, fate.Why))];
}
