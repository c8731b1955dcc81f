using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Says what a backup would do and makes no archive: what would be left out and why, and how much content would be read and, at most,
/// sent. No content is read and no hook is run.
/// </summary>
/// <param name="source">What would be backed up.</param>
/// <param name="clock">The time.</param>
internal sealed class DryRunJob(SourceOptions source, TimeProvider clock)
{
    private readonly LeftOutList _leftOut = new();
    private long _entries;
    private long _bytes;
    private long _changedFiles;
    private long _changedBytes;

    /// <summary>Does it.</summary>
    /// <exception cref="ArchiveServerException">The server refused or stayed away.</exception>
    /// <exception cref="InvalidDataException">The exclude file makes no sense.</exception>
    /// <exception cref="LinuxException">The root cannot be read.</exception>
    internal async Task<JobResult> RunAsync(BackupOrder order, IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        JobNotes notes = new(progress);
        ExcludeList excludes = ExcludeList.Load(source.ExcludeFile, order.Excludes);
        using ManifestReader? before = await WorkFile.OpenManifestAsync(server.OpenBaseManifestAsync, source.WorkDirectory, cancellationToken).ConfigureAwait(false);
        using SourceTree tree = SourceTree.Open(source.Root, excludes, notes);
        tree.Walker.OnLeftOut = _leftOut.Add;
        ProgressMeter meter = new(progress, JobPhase.Backup, before?.TotalBytes ?? 0, before?.EntryCount ?? 0, clock);
        using BaseCursor cursor = new(before, notes);
        await Task.Run(() => Walk(tree, cursor, meter, cancellationToken), cancellationToken).ConfigureAwait(false);
        Tell(tree.FileSystems, progress);
        return Result(notes, meter);
    }

    private void Walk(SourceTree tree, BaseCursor before, ProgressMeter meter, CancellationToken stop)
    {
        foreach (WalkedFile file in tree.Walker.Walk())
        {
            stop.ThrowIfCancellationRequested();
            _entries++;
            if (file.Status.IsRegular && tree.Reader.FirstLink(file).Length == 0)
            {
                _bytes += file.Status.SizeBytes;
                if (before.Find(file.Path) is not { } old || !ChangeDetection.IsUnchanged(file.Status, old))
                {
                    _changedFiles++;
                    _changedBytes += Math.Min(file.Status.SizeBytes, file.Status.AllocatedBytes);
                }
                meter.AddBytes(file.Status.SizeBytes, file.Path);
            }
            meter.AddFile(file.Path);
        }
    }

    private void Tell(FileSystemChoice fileSystems, IJobProgress progress)
    {
        foreach (MountEntry mount in fileSystems.LeftOut)
        {
            progress.Log($"Left out as a file system of its own kind ({mount.FileSystem}): {ShownPath.Of(mount.MountPoint)}/");
        }
        foreach (string line in _leftOut.Lines())
        {
            progress.Log(line);
        }
    }

    private JobResult Result(JobNotes notes, ProgressMeter meter) => new()
    {
        Outcome = notes.Outcome,
        Message = string.Create(
            CultureInfo.InvariantCulture,
            $"No archive was made. It would hold {CountText.Of(_entries, "entry", "entries")} with {SizeText.Of(_bytes)}; {CountText.Of(_changedFiles, "file is", "files are")} new or changed, "
            + $"of which at most {SizeText.Of(_changedBytes)} would be sent; {_leftOut.Count} names would be left out."),
        Warnings = notes.Warnings(),
        Figures = new Dictionary<string, long>
        {
            ["files"] = _entries,
            ["bytes"] = _bytes,
            ["changedFiles"] = _changedFiles,
            ["changedBytes"] = _changedBytes,
            ["leftOut"] = _leftOut.Count,
            ["leftOutBytes"] = _leftOut.Bytes,
            ["seconds"] = meter.Seconds,
        },
    };
}
