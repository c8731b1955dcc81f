using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Agent.Files;
using Monitas.Agent.Hooks;
using Monitas.Agent.Snapshots;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>Makes an archive of this machine while it runs.</summary>
/// <param name="source">What to back up.</param>
/// <param name="origin">Who makes the archive.</param>
/// <param name="layout">Records how the disks are laid out.</param>
/// <param name="clock">The time.</param>
internal sealed class BackupJob(SourceOptions source, ArchiveOrigin origin, Func<CancellationToken, Task<MachineLayout>> layout, TimeProvider clock)
{
    private long _sentBytes;

    /// <summary>
    /// Does it. With a server that has forgotten the upload (it was restarted) the backup begins anew and sends what the server has not kept;
    /// that may come again and again in a long backup, as long as something new was sent in between.
    /// </summary>
    /// <exception cref="ArchiveServerException">The server refused or stayed away.</exception>
    /// <exception cref="InvalidDataException">The exclude file makes no sense.</exception>
    /// <exception cref="Interop.LinuxException">The root cannot be read.</exception>
    internal async Task<JobResult> RunAsync(BackupOrder order, IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        BackupHooks hooks = new(source.Hooks, origin.MachineName, progress);
        return await hooks.AroundAsync(() => RunStartsAsync(order, server, progress, hooks, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private async Task<JobResult> RunStartsAsync(
        BackupOrder order, IArchiveServer server, IJobProgress progress, BackupHooks hooks, CancellationToken cancellationToken)
    {
        SnapshotSettings snapshots = source.Snapshots;
        string? filled = null;
        UploadStarts starts = new(progress);
        while (true)
        {
            try
            {
                JobResult result = await RunOnceAsync(order, server, progress, hooks, snapshots, cancellationToken).ConfigureAwait(false);
                return filled is null ? result : result with { Outcome = JobOutcome.Warnings, Warnings = [filled, .. result.Warnings] };
            }
            catch (SnapshotFilledException failure)
            {
                filled = $"The live file systems were read in the end, since {failure.Message}. Give it more with snapshot-size in agent.conf.";
                progress.Warn(filled);
                snapshots = snapshots with { Kind = SnapshotKind.None };
            }
            catch (ArchiveServerException lost)
            {
                if (!starts.MayBegin(lost, _sentBytes))
                {
                    throw;
                }
            }
        }
    }

    private async Task<JobResult> RunOnceAsync(
        BackupOrder order, IArchiveServer server, IJobProgress progress, BackupHooks hooks, SnapshotSettings snapshots, CancellationToken cancellationToken)
    {
        JobNotes notes = new(progress);
        ExcludeList excludes = ExcludeList.Load(source.ExcludeFile, order.Excludes);
        using ManifestReader? before = await OpenBaseAsync(server, notes, cancellationToken).ConfigureAwait(false);
        MachineLayout disks = await layout(cancellationToken).ConfigureAwait(false);
        foreach (string warning in disks.Warnings)
        {
            notes.Warn(warning);
        }
        await server.PutLayoutAsync(disks, cancellationToken).ConfigureAwait(false);
        SnapshotView view = await new SnapshotTaker(snapshots, excludes, hooks, notes, clock).TakeAsync(source.Root, cancellationToken).ConfigureAwait(false);
        await using ConfiguredAsyncDisposable viewEnd = view.ConfigureAwait(false);
        using SourceTree tree = SourceTree.Open(view.Root, excludes, notes, source.Root);
        tree.Walker.OnDirectory = view.OnDirectory;
        LogFileSystems(tree.FileSystems, progress, view.Root.TrimEnd('/').Length);

        ProgressMeter meter = new(progress, JobPhase.Backup, before?.TotalBytes ?? 0, before?.EntryCount ?? 0, clock);
        FileStream file = WorkFile.Create(source.WorkDirectory);
        await using (file.ConfigureAwait(false))
        {
            using ManifestWriter manifest = new(file, Header(excludes));
            using TaskGroup group = new(cancellationToken);
            using ChunkUpload upload = new(server, group);
            using BaseCursor cursor = new(before, notes);
            Channel<PendingEntry> entries = Channel.CreateBounded<PendingEntry>(
                new BoundedChannelOptions(2 * BackupReader.MaxWaitingEntries) { SingleReader = true, SingleWriter = true });
            BackupReader reader = new(tree, cursor, new ContentStream(upload.Rent, upload.Add), entries.Writer, notes, meter);
            group.RunBlocking(stop =>
            {
                reader.Run(stop);
                upload.Complete();
            });
            group.Run(stop => WriteEntriesAsync(entries.Reader, manifest, stop));
            try
            {
                await group.WaitAsync().ConfigureAwait(false);
            }
            finally
            {
                _sentBytes += upload.SentBytes;
            }
            await view.CheckAsync(cancellationToken).ConfigureAwait(false);
            tree.Reader.TellWhatIsNotKept(notes);
            ManifestSummary summary = manifest.Finish();
            meter.Report("Waiting for the server to make the archive durable");
            ArchiveReceipt receipt = await server.CommitAsync(file, cancellationToken).ConfigureAwait(false);
            return Result(receipt, summary, reader, upload.NewBytes, meter, notes);
        }
    }

    private async Task<ManifestReader?> OpenBaseAsync(IArchiveServer server, JobNotes notes, CancellationToken cancellationToken)
    {
        try
        {
            return await WorkFile.OpenManifestAsync(server.OpenBaseManifestAsync, source.WorkDirectory, cancellationToken).ConfigureAwait(false);
        }
        catch (VolumeFormatException damage)
        {
            notes.Warn($"The manifest of the archive before is damaged; every file is read anew. {damage.Message}");
            return null;
        }
    }

    private ManifestHeader Header(ExcludeList excludes) => new()
    {
        Archive = ArchiveId.New(clock),
        Machine = origin.Machine,
        MachineName = origin.MachineName,
        Created = clock.GetUtcNow(),
        Excludes = excludes.Lines,
        AgentVersion = origin.AgentVersion,
    };

    private static void LogFileSystems(FileSystemChoice choice, IJobProgress progress, int rootLength)
    {
        foreach (MountEntry mount in choice.Held)
        {
            progress.Log($"File system {Encoding.UTF8.GetString(mount.Source)} ({mount.FileSystem}) on {PathInTree(mount, rootLength)} is backed up.");
        }
    }

    private static string PathInTree(MountEntry mount, int rootLength) =>
        mount.MountPoint.Length <= rootLength || mount.MountPoint.Length == 1 ? "/" : BytePath.ToDisplay(mount.MountPoint.AsSpan(rootLength));

    private static async Task WriteEntriesAsync(ChannelReader<PendingEntry> entries, ManifestWriter manifest, CancellationToken stop)
    {
        await foreach (PendingEntry entry in entries.ReadAllAsync(stop).ConfigureAwait(false))
        {
            manifest.Add(await entry.CompleteAsync(stop).ConfigureAwait(false));
        }
    }

    private JobResult Result(ArchiveReceipt receipt, ManifestSummary summary, BackupReader reader, long newBytes, ProgressMeter meter, JobNotes notes) => new()
    {
        Outcome = notes.Outcome,
        Message = $"Archive {receipt.Archive} holds {CountText.Of(summary.EntryCount, "entry", "entries")} with {SizeText.Of(summary.TotalBytes)}; "
            + $"{SizeText.Of(newBytes)} were new, {SizeText.Of(_sentBytes)} were sent.",
        Warnings = notes.Warnings(),
        Figures = new Dictionary<string, long>
        {
            ["files"] = summary.EntryCount,
            ["bytes"] = summary.TotalBytes,
            ["newBytes"] = newBytes,
            ["sentBytes"] = _sentBytes,
            ["unchangedFiles"] = reader.UnchangedFiles,
            ["seconds"] = meter.Seconds,
        },
    };
}
