using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Channels;
using System.Threading.Tasks;
using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;
using Monitas.Imaging.Manifests;
using SizeText = Monitas.Agent.Jobs.SizeText;

namespace Monitas.Agent.Images;

/// <summary>Makes an archive of a machine's disks as they lie there, from the boot image. No disk is written to.</summary>
/// <param name="workDirectory">Where the manifest lies meanwhile.</param>
/// <param name="origin">Who makes the archive.</param>
/// <param name="record">Looks at the disks; gets where to tell what is unusual.</param>
/// <param name="clock">The time.</param>
internal sealed class ColdBackupJob(string workDirectory, ArchiveOrigin origin, Func<Action<string>, CancellationToken, Task<ColdRecord>> record, TimeProvider clock)
{
    private const int DirectoryMode = 0x1C0;
    private const int FileMode = 0x180;

    private long _sentBytes;

    /// <summary>Does it. With a server that has forgotten the upload it begins anew, and sends what the server has not kept.</summary>
    /// <exception cref="ArchiveServerException">The server refused or stayed away.</exception>
    /// <exception cref="IOException">A disk cannot be described or read.</exception>
    internal async Task<JobResult> RunAsync(IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        UploadStarts starts = new(progress);
        while (true)
        {
            try
            {
                return await RunOnceAsync(server, progress, cancellationToken).ConfigureAwait(false);
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

    private async Task<JobResult> RunOnceAsync(IArchiveServer server, IJobProgress progress, CancellationToken cancellationToken)
    {
        JobNotes notes = new(progress);
        // Asked for since it begins the upload; what the archive before holds of the disks is known to the server, chunk by chunk.
        Stream? before = await server.OpenBaseManifestAsync(cancellationToken).ConfigureAwait(false);
        if (before is not null)
        {
            await before.DisposeAsync().ConfigureAwait(false);
        }
        progress.Report(new JobStep(JobPhase.Backup, "Looking at the disks", 0, 0, 0, 0));
        ColdRecord disks = await record(notes.Tell, cancellationToken).ConfigureAwait(false);
        ProgressMeter meter = new(progress, JobPhase.Backup, disks.Sources.Sum(s => s.ReadBytes), disks.Sources.Count, clock);
        FileStream file = WorkFile.Create(workDirectory);
        await using (file.ConfigureAwait(false))
        {
            using ManifestWriter manifest = new(file, Header());
            using TaskGroup group = new(cancellationToken);
            using ChunkUpload upload = new(server, group);
            Channel<PendingEntry> entries = Channel.CreateUnbounded<PendingEntry>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
            Dictionary<string, long> held = [];
            group.RunBlocking(stop =>
            {
                ReadAll(disks.Sources, new ContentStream(upload.Rent, upload.Add), entries.Writer, held, meter, stop);
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
            await server.PutLayoutAsync(WithUse(disks.Layout, held), cancellationToken).ConfigureAwait(false);
            ManifestSummary summary = manifest.Finish();
            meter.Report("Waiting for the server to make the archive durable");
            ArchiveReceipt receipt = await server.CommitAsync(file, cancellationToken).ConfigureAwait(false);
            return Result(receipt, disks, summary, held.Values.Sum(), upload.NewBytes, meter, notes);
        }
    }

    private void ReadAll(
        IReadOnlyList<ImageSource> sources, ContentStream stream, ChannelWriter<PendingEntry> entries, Dictionary<string, long> held, ProgressMeter meter, CancellationToken stop)
    {
        entries.TryWrite(new PendingEntry(Entry("/", EntryKind.Directory, DirectoryMode, 0), null));
        ImageContentReader reader = new();
        foreach (ImageSource source in sources)
        {
            byte[] path = Encoding.UTF8.GetBytes(source.Image.Path);
            List<PendingSpan> spans = [];
            long bytes = 0;
            stream.BeginFile(source.Image.SizeBytes);
            reader.Read(
                source,
                (offset, data) =>
                {
                    bytes += data.Length;
                    stream.Append(offset, data, spans);
                },
                count => meter.AddBytes(count, path),
                stop);
            stream.EndFile();
            held[source.Image.Path] = bytes;
            entries.TryWrite(new PendingEntry(Entry(source.Image.Path, EntryKind.File, FileMode, source.Image.SizeBytes), spans));
            meter.AddFile(path);
        }
        stream.Flush();
        entries.TryComplete();
    }

    private ManifestEntry Entry(string path, EntryKind kind, int mode, long sizeBytes) => new()
    {
        Path = Encoding.UTF8.GetBytes(path),
        Kind = kind,
        Mode = mode,
        Uid = 0,
        Gid = 0,
        MtimeNs = (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick,
        SizeBytes = sizeBytes,
    };

    private ManifestHeader Header() => new()
    {
        Archive = ArchiveId.New(clock),
        Machine = origin.Machine,
        MachineName = origin.MachineName,
        Created = clock.GetUtcNow(),
        AgentVersion = origin.AgentVersion,
    };

    private static MachineLayout WithUse(MachineLayout layout, Dictionary<string, long> held) =>
        layout with { Images = [.. (layout.Images ?? []).Select(i => i with { UsedBytes = held[i.Path] })] };

    private static async Task WriteEntriesAsync(ChannelReader<PendingEntry> entries, ManifestWriter manifest, CancellationToken stop)
    {
        await foreach (PendingEntry entry in entries.ReadAllAsync(stop).ConfigureAwait(false))
        {
            manifest.Add(await entry.CompleteAsync(stop).ConfigureAwait(false));
        }
    }

    private JobResult Result(ArchiveReceipt receipt, ColdRecord disks, ManifestSummary summary, long heldBytes, long newBytes, ProgressMeter meter, JobNotes notes) => new()
    {
        Outcome = notes.Outcome,
        Message = $"Archive {receipt.Archive} holds {CountText.Of(disks.Sources.Count, "image", "images")} of {CountText.Of(disks.Layout.Disks.Count, "disk", "disks")} with {SizeText.Of(heldBytes)}; "
            + $"{SizeText.Of(newBytes)} were new, {SizeText.Of(_sentBytes)} were sent. The disks were not written to.",
        Warnings = notes.Warnings(),
        Figures = new Dictionary<string, long>
        {
            ["files"] = summary.EntryCount,
            ["bytes"] = summary.TotalBytes,
            ["heldBytes"] = heldBytes,
            ["newBytes"] = newBytes,
            ["sentBytes"] = _sentBytes,
            ["seconds"] = meter.Seconds,
        },
    };
}
