using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Stores;

namespace Monitas.BootServer.Verify;

/// <summary>Verify jobs: of all volumes, of one, of those that an archive needs, or of those that are due by [verify].</summary>
internal sealed class VerifyWork(ICatalog catalog, VolumeStore volumes, VolumeCheck check, StorePresence presence, ArchiveCheck archives, ServerSettings settings, TimeProvider clock) : IServerWork
{
    /// <inheritdoc/>
    public JobKind Kind => JobKind.Verify;

    /// <inheritdoc/>
    public async Task<ServerWorkEnd> RunAsync(JobRecord job, IServerWorkNotes notes, CancellationToken cancellationToken)
    {
        IStore store = job.Parameters.Background ? PacedStore.Around(volumes.Store, settings.Verify.MegabytesPerSecond * 1_000_000L, clock) : volumes.Store;
        VolumeRound round = new(catalog, check, presence, notes, store);
        if (job.Parameters.Archive is { } id)
        {
            ArchiveRecord archive = catalog.FindArchive(id) ?? throw new ServerWorkException("The archive is no longer in the catalog.");
            IReadOnlyList<VolumeVerification> found = await round.RunAsync([.. archive.Volumes.Append(archive.Volume).Distinct()], cancellationToken).ConfigureAwait(false);
            VerifyReply reply = await archives.ConcludeAsync(archive, found, cancellationToken).ConfigureAwait(false);
            notes.AddFinding(JsonSerializer.Serialize(new JobFinding { Archive = reply }, ApiJson.Default.JobFinding));
            return End(reply.Ok ? $"Archive {archive.Number} is sound." : $"Archive {archive.Number} is DAMAGED.", reply.Damages, found);
        }
        List<VolumeId> wanted = [.. job.Parameters.Volume is { } one ? [one] : job.Parameters.Background ? Due(job.Created) : catalog.ListVolumes().Select(volume => volume.Id)];
        IReadOnlyList<VolumeVerification> all = await round.RunAsync(wanted, cancellationToken).ConfigureAwait(false);
        int damaged = all.Count(volume => !volume.Ok);
        return End(
            damaged == 0 ? $"{CountText.Of(all.Count, "volume is", "volumes are")} sound." : $"{damaged} of {CountText.Of(all.Count, "volume")} {(damaged == 1 ? "is" : "are")} DAMAGED.",
            [.. all.SelectMany(volume => volume.Damage.Select(damage => $"{volume.Volume}, {damage.File} at byte {damage.OffsetBytes}: {damage.What}"))
                .Concat(all.SelectMany(volume => volume.Files.Select(file => $"hits {file.Path} in archive {file.Number} of {file.Machine}")))],
            all);
    }

    /// <summary>When a volume was last read from begin to end: it is when it is sealed, too.</summary>
    public static DateTimeOffset LastRead(VolumeRecord volume) => volume.Verified ?? volume.Sealed;

    /// <summary>The first moment at which this volume is due by [verify].</summary>
    public static DateTimeOffset DueTime(VolumeRecord volume, VerifySettings settings) => LastRead(volume) + TimeSpan.FromDays(settings.Days);

    /// <summary>Those that are due or will soon be, the one that was not read for longest first: a round a day, not one for each volume.</summary>
    private IEnumerable<VolumeId> Due(DateTimeOffset begun)
    {
        DateTimeOffset soon = begun + TimeSpan.FromDays(Math.Min(1, settings.Verify.Days / 10.0));
        return catalog.ListVolumes().Where(volume => DueTime(volume, settings.Verify) <= soon).OrderBy(LastRead).Select(volume => volume.Id);
    }

    private static ServerWorkEnd End(string message, IReadOnlyList<string> warnings, IReadOnlyList<VolumeVerification> found) => new(
        warnings.Count == 0 ? JobOutcome.Succeeded : JobOutcome.Warnings,
        message,
        warnings,
        new Dictionary<string, long> { ["volumes"] = found.Count, ["chunks"] = found.Sum(one => one.Chunks), ["bytes"] = found.Sum(one => one.Bytes) });
}
