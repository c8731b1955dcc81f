using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Writes archives back onto file systems.</summary>
/// <param name="server">The server.</param>
/// <param name="workDirectory">Where the manifest lies meanwhile; must exist.</param>
/// <param name="clock">The time.</param>
internal sealed class ArchiveRestorer(IArchiveServer server, string workDirectory, TimeProvider clock)
{
    /// <summary>Restores the whole archive onto file systems that were made just now and are mounted below the target root.</summary>
    /// <exception cref="ArchiveServerException">The archive cannot be had.</exception>
    /// <exception cref="LinuxException">The target is full or fails.</exception>
    /// <exception cref="Imaging.VolumeFormatException">The manifest is damaged.</exception>
    internal async Task<JobResult> RestoreAllAsync(string targetRoot, IJobProgress progress, CancellationToken cancellationToken)
    {
        JobNotes notes = new(progress);
        using ManifestReader manifest = await OpenManifestAsync(cancellationToken).ConfigureAwait(false);
        return await RestoreAsync(RestoreSelection.All(manifest), targetRoot, WriteMode.Fresh, ConflictMode.Overwrite, progress, notes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores chosen paths onto a tree that is in use.</summary>
    /// <param name="paths">Absolute paths of the archive; a directory means all below it.</param>
    /// <param name="targetRoot">An existing directory that stands for "/".</param>
    /// <param name="onConflict">What to do where something is already.</param>
    /// <param name="progress">Gets progress and warnings.</param>
    /// <param name="cancellationToken">Stops after the file at hand.</param>
    /// <param name="makeOwners">Makes the map that gives entries other owners; null when they keep theirs.</param>
    /// <exception cref="FileNotFoundException">The archive holds none of the paths.</exception>
    /// <exception cref="ArchiveServerException">The archive cannot be had.</exception>
    /// <exception cref="LinuxException">The target is full or fails.</exception>
    /// <exception cref="Imaging.VolumeFormatException">The manifest is damaged.</exception>
    internal async Task<JobResult> RestorePathsAsync(
        IReadOnlyList<byte[]> paths, string targetRoot, ConflictMode onConflict, IJobProgress progress, CancellationToken cancellationToken, Func<IWalkNotes, OwnerMap>? makeOwners = null)
    {
        JobNotes notes = new(progress);
        using ManifestReader manifest = await OpenManifestAsync(cancellationToken).ConfigureAwait(false);
        List<byte[]> unknown = [];
        RestoreSelection selection = RestoreSelection.Of(manifest, paths, unknown);
        if (unknown.Count == paths.Count)
        {
            throw new FileNotFoundException($"The archive does not hold {Names(unknown)}; look for the path with the server's find or archive ls.");
        }
        OwnerMap? owners = makeOwners?.Invoke(notes);
        foreach (ManifestEntry entry in owners is null ? [] : manifest.Entries())
        {
            owners!.Learn(entry);
        }
        foreach (byte[] path in unknown)
        {
            notes.Warn(path, "is not in the archive");
        }
        return await RestoreAsync(selection, targetRoot, WriteMode.InPlace, onConflict, progress, notes, cancellationToken, owners).ConfigureAwait(false);
    }

    private async Task<ManifestReader> OpenManifestAsync(CancellationToken cancellationToken) =>
        (await WorkFile.OpenManifestAsync(async stop => await server.OpenManifestAsync(stop).ConfigureAwait(false), workDirectory, cancellationToken)
            .ConfigureAwait(false))!;

    private async Task<JobResult> RestoreAsync(
        RestoreSelection selection, string targetRoot, WriteMode mode, ConflictMode onConflict, IJobProgress progress, JobNotes notes, CancellationToken cancellationToken, OwnerMap? owners = null)
    {
        using CodecPool codecs = new();
        using TreeWriter writer = new(Encoding.UTF8.GetBytes(targetRoot), mode, notes, owners, onConflict);
        ProgressMeter meter = new(progress, JobPhase.Restore, selection.TotalBytes, selection.EntryCount, clock);
        ChunkFetcher fetcher = new(server, codecs, clock);
        await new RestorePipeline(fetcher, writer, meter).RunAsync(selection, cancellationToken).ConfigureAwait(false);
        meter.Report("Writing everything to the disk");
        await Task.Run(LinuxMachine.Sync, cancellationToken).ConfigureAwait(false);
        return Result(writer, meter, fetcher, notes);
    }

    private static JobResult Result(TreeWriter writer, ProgressMeter meter, ChunkFetcher fetcher, JobNotes notes)
    {
        ConflictResolver conflicts = writer.Conflicts;
        Dictionary<string, long> figures = new()
        {
            ["files"] = meter.Files,
            ["bytes"] = meter.Bytes,
            ["receivedBytes"] = fetcher.ReceivedBytes,
            ["seconds"] = meter.Seconds,
        };
        string message = $"Restored {CountText.Of(meter.Files - conflicts.Kept - writer.GivenUp, "entry", "entries")} with {SizeText.Of(meter.Bytes)}";
        if (writer.GivenUp > 0)
        {
            figures["lost"] = writer.GivenUp;
            message += $"; {writer.GivenUp} could not be restored, since their content is damaged in the store";
        }
        if (conflicts.Kept > 0)
        {
            figures["kept"] = conflicts.Kept;
            message += $"; left {conflicts.Kept} as they are";
        }
        if (conflicts.PutBeside > 0)
        {
            figures["beside"] = conflicts.PutBeside;
            message += $"; put {conflicts.PutBeside} beside what was there, as NAME.restored";
        }
        return new JobResult { Outcome = notes.Outcome, Message = message + ".", Warnings = notes.Warnings(), Figures = figures };
    }

    private static string Names(List<byte[]> paths) => string.Join(", ", paths.ConvertAll(path => BytePath.ToDisplay(path)));
}
