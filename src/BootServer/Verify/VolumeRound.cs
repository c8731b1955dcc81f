using System;
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
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>
/// Reads volumes one after the other for a job. Each one's findings are kept when it is read, and after each pack where the job goes on, so that a restart of
/// the server costs one pack at most.
/// </summary>
internal sealed class VolumeRound(ICatalog catalog, VolumeCheck check, StorePresence presence, IServerWorkNotes notes, IStore store)
{
    private readonly VerifyStand? _stand = notes.Stand is { } json ? JsonSerializer.Deserialize(json, ApiJson.Default.VerifyStand) : null;

    /// <summary>Reads those volumes that this job has not read yet.</summary>
    /// <param name="wanted">All volumes that it is about.</param>
    /// <param name="cancellationToken">Ends the work; the job can be gone on with.</param>
    /// <returns>What was found in all volumes that the job has read, also before a restart.</returns>
    public async Task<IReadOnlyList<VolumeVerification>> RunAsync(IReadOnlyList<VolumeId> wanted, CancellationToken cancellationToken)
    {
        List<VolumeVerification> found = [.. notes.Findings.Select(Parse).OfType<VolumeVerification>()];
        List<VolumeId> left = [.. wanted.Except(found.Select(one => one.Volume))];
        int count = found.Count + left.Count;
        long done = found.Sum(one => one.Bytes);
        long total = done + left.Sum(SizeOf);
        foreach (VolumeId volume in left)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string step = $"volume {found.Count + 1} of {count}: {volume}";
            if (await ReadAsync(volume, step, done, total, cancellationToken).ConfigureAwait(false) is { } result)
            {
                found.Add(result);
                notes.AddFinding(JsonSerializer.Serialize(new JobFinding { Volume = result }, ApiJson.Default.JobFinding));
                notes.Log($"{volume}: {(result.Ok ? "sound" : $"DAMAGED in {CountText.Of(result.DamageCount, "place")}, {CountText.Of(result.FileCount, "file is", "files are")} hit")}", !result.Ok);
            }
            done += SizeOf(volume);
        }
        return found;
    }

    private async Task<VolumeVerification?> ReadAsync(VolumeId volume, string step, long done, long total, CancellationToken cancellationToken)
    {
        VerifyPoint? from = _stand?.Volume == volume ? _stand.Point() : null;
        if (from is not null)
        {
            notes.Log($"{volume}: goes on at byte {from.OffsetBytes}, after {CountText.Of(from.Packs, "pack")}.");
        }
        notes.Progress(JobPhase.Verify, step, done + (from?.Bytes ?? 0), total);
        try
        {
            Told progress = new(bytes => notes.Progress(JobPhase.Verify, step, done + bytes, total));
            return await check.RunAsync(volume, store, from, progress, point => Keep(volume, point), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            if (catalog.FindVolume(volume) is not { Dropped: null })
            {
                notes.Log($"{volume}: a prune has moved what counts in it meanwhile.");
                return null;
            }
            if (await presence.FindAbsenceAsync(cancellationToken).ConfigureAwait(false) is { } why)
            {
                throw new ServerWorkException(why, e);
            }
            return new VolumeVerification(volume, Ok: false, 0, 0, [new StoredDamage("", 0, $"cannot be read: {e.Message}", "")], [], 0) { DamageCount = 1 };
        }
    }

    /// <summary>With more damage than the catalog keeps of a volume, the volume would be read from its begin after a restart.</summary>
    private void Keep(VolumeId volume, VerifyPoint point)
    {
        if (point.Damage.Count <= VolumeRecord.MaxDamage)
        {
            notes.KeepStand(JsonSerializer.Serialize(VerifyStand.Of(volume, point), ApiJson.Default.VerifyStand));
        }
    }

    private long SizeOf(VolumeId volume) => catalog.FindVolume(volume)?.SizeBytes ?? 0;

    private static VolumeVerification? Parse(string json) => JsonSerializer.Deserialize(json, ApiJson.Default.JobFinding)?.Volume;

    /// <summary>Unlike <see cref="Progress{T}"/> it tells at once and in order.</summary>
    private sealed class Told(Action<long> tell) : IProgress<long>
    {
        public void Report(long value) => tell(value);
    }
}
