using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Compares this machine with an archive: every entry's metadata, and every byte of content unless size and time are to do.</summary>
/// <param name="source">What to compare.</param>
/// <param name="clock">The time.</param>
internal sealed class CompareJob(SourceOptions source, TimeProvider clock)
{
    /// <summary>Does it. What the archive's excludes or the machine's own leave out is not compared. Differences are no warnings.</summary>
    /// <exception cref="ArchiveServerException">The archive cannot be had.</exception>
    /// <exception cref="InvalidDataException">The exclude file makes no sense.</exception>
    /// <exception cref="Imaging.VolumeFormatException">The manifest is damaged.</exception>
    /// <exception cref="Interop.LinuxException">The root cannot be read.</exception>
    internal async Task<JobResult> RunAsync(CompareOrder order, IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        JobNotes notes = new(progress);
        using ManifestReader manifest = (await WorkFile
            .OpenManifestAsync(async stop => await server.OpenManifestAsync(stop).ConfigureAwait(false), source.WorkDirectory, cancellationToken)
            .ConfigureAwait(false))!;
        if (manifest.Header.Archive != order.Archive)
        {
            throw new InvalidDataException($"The server sent archive {manifest.Header.Archive} instead of {order.Archive}; start the job again.");
        }
        ExcludeList excludes = ExcludeList.LoadForCompare(source.ExcludeFile, manifest.Header.Excludes);
        using SourceTree tree = SourceTree.Open(source.Root, excludes, notes);
        using CodecPool codecs = new();
        ChunkFetcher fetcher = new(server, codecs, clock);
        using ContentComparer comparer = new(fetcher);
        DifferenceList found = new();
        ProgressMeter meter = new(progress, JobPhase.Compare, manifest.TotalBytes, manifest.EntryCount, clock);
        TreeComparison comparison = new(tree, excludes, comparer, order.By == CompareBy.Content, found, notes, meter);
        await Task.Run(() => comparison.RunAsync(manifest.Entries(), cancellationToken), cancellationToken).ConfigureAwait(false);
        return Result(found, notes, meter, fetcher);
    }

    private static JobResult Result(DifferenceList found, JobNotes notes, ProgressMeter meter, ChunkFetcher fetcher)
    {
        if (found.Dropped > 0)
        {
            notes.Warn(string.Create(CultureInfo.InvariantCulture, $"There are {found.Dropped} further differences that are not listed."));
        }
        return new JobResult
        {
            Outcome = notes.Outcome,
            Message = string.Create(CultureInfo.InvariantCulture, $"Compared {CountText.Of(meter.Files, "entry", "entries")} with {SizeText.Of(meter.Bytes)}: {Verdict(found.Count)}."),
            Warnings = notes.Warnings(),
            Figures = new Dictionary<string, long>
            {
                ["files"] = meter.Files,
                ["bytes"] = meter.Bytes,
                ["differences"] = found.Count,
                ["receivedBytes"] = fetcher.ReceivedBytes,
                ["seconds"] = meter.Seconds,
            },
            Differences = found.Sorted(),
        };
    }

    private static string Verdict(long count) => count switch
    {
        0 => "no difference",
        1 => "1 difference",
        _ => string.Create(CultureInfo.InvariantCulture, $"{count} differences"),
    };
}
