using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// The reading half of a backup: walks the tree, takes over what has not changed, reads the rest into the content stream, and hands
/// the entries on in path order. Runs on one thread.
/// </summary>
/// <param name="source">The tree.</param>
/// <param name="before">The archive before.</param>
/// <param name="stream">Gets the content.</param>
/// <param name="entries">Gets the entries.</param>
/// <param name="notes">Gets the troubles.</param>
/// <param name="meter">Counts.</param>
internal sealed class BackupReader(
    SourceTree source, BaseCursor before, ContentStream stream, ChannelWriter<PendingEntry> entries, JobNotes notes, ProgressMeter meter)
{
    private const int MaxAttempts = 3;

    /// <summary>
    /// An open chunk is closed after so many entries, so that those that wait for its id do not pile up. The rule counts entries and not time,
    /// so the same tree is always cut the same way.
    /// </summary>
    internal const int MaxWaitingEntries = 20_000;

    private readonly ContentReader _content = new();
    private CancellationToken _stop;
    private long _openChunk;
    private int _waiting;

    /// <summary>Entries that were taken over from the archive before.</summary>
    internal long UnchangedFiles { get; private set; }

    /// <summary>Does all of it.</summary>
    internal void Run(CancellationToken stop)
    {
        _stop = stop;
        foreach (WalkedFile file in source.Walker.Walk())
        {
            stop.ThrowIfCancellationRequested();
            try
            {
                Take(file, stop);
            }
            catch (LinuxException failure)
            {
                source.Reader.ForgetLink(file);
                notes.Warn(file.Path, $"left out, since it cannot be read: {LinuxException.Reason(failure.ErrorNumber)}");
            }
            meter.AddFile(file.Path);
        }
        stream.Flush();
        entries.TryComplete();
    }

    private void Take(WalkedFile file, CancellationToken stop)
    {
        byte[] first = source.Reader.FirstLink(file);
        if (first.Length > 0)
        {
            Add(source.Reader.ReadFurtherLink(file, first), null);
        }
        else if (before.Find(file.Path) is { } old && ChangeDetection.IsUnchanged(file.Status, old))
        {
            UnchangedFiles += file.Status.IsRegular ? 1 : 0;
            meter.AddBytes(file.Status.IsRegular ? file.Status.SizeBytes : 0, file.Path);
            Add(source.Reader.ReadUnchanged(file, old), null);
        }
        else if (file.Status.IsRegular)
        {
            TakeRegular(file, stop);
        }
        else if (source.Reader.Read(file) is { } entry)
        {
            Add(entry, null);
        }
        else
        {
            Vanished(file);
        }
    }

    private void TakeRegular(WalkedFile file, CancellationToken stop)
    {
        using SafeFileHandle? content = EntryReader.TryOpenContent(file);
        if (content is null)
        {
            Vanished(file);
            return;
        }
        for (int attempt = 1; ; attempt++)
        {
            FileStatus status = LinuxStatus.Get(content, file.Path);
            ManifestEntry entry = source.Reader.ReadRegular(file, content, status);
            List<PendingSpan> spans = [];
            string? fault = ReadContent(file, content, status, spans, mayGiveUp: attempt < MaxAttempts, stop);
            bool held = fault is null && IsSame(status, LinuxStatus.Get(content, file.Path));
            if (held || fault is not null || attempt == MaxAttempts)
            {
                meter.AddBytes(status.SizeBytes, file.Path);
                Add(held ? entry : entry with { Inconsistent = true }, spans);
                Warn(file, held, fault);
                return;
            }
        }
    }

    /// <summary>Reads the file into the stream; what is wrong with it in words, or null.</summary>
    private string? ReadContent(
        WalkedFile file, SafeFileHandle content, FileStatus status, List<PendingSpan> spans, bool mayGiveUp, CancellationToken stop)
    {
        // A short file comes as one piece: it need not go into the stream when it has changed by now.
        bool look = mayGiveUp && status.SizeBytes <= ContentReader.BufferBytes;
        try
        {
            stream.BeginFile(status.SizeBytes);
            if (!source.SwapFiles.Contains(file.Path) || !_content.TryReadSwapHeader(content, Append, file.Path))
            {
                _content.Read(content, status, Append, file.Path);
            }
            return null;
        }
        catch (LinuxException failure)
        {
            return LinuxException.Reason(failure.ErrorNumber);
        }
        finally
        {
            stream.EndFile();
        }

        void Append(long offset, ReadOnlySpan<byte> data)
        {
            stop.ThrowIfCancellationRequested();
            if (!look || IsSame(status, LinuxStatus.Get(content, file.Path)))
            {
                stream.Append(offset, data, spans);
            }
        }
    }

    private void Warn(WalkedFile file, bool held, string? fault)
    {
        if (fault is not null)
        {
            notes.Warn(file.Path, $"could not be read to its end, the rest is zeros in the archive: {fault}");
        }
        else if (!held)
        {
            notes.Warn(file.Path, "was being written to all the time; its content in the archive may be mixed from several moments");
        }
    }

    private void Vanished(WalkedFile file)
    {
        source.Reader.ForgetLink(file);
        notes.Note(file.Path, "vanished during the backup");
    }

    private void Add(ManifestEntry entry, List<PendingSpan>? spans)
    {
        Enqueue(new PendingEntry(entry, spans));
        _waiting = stream.HasOpenChunk && stream.ChunksBegun == _openChunk ? _waiting + 1 : 0;
        _openChunk = stream.ChunksBegun;
        if (_waiting >= MaxWaitingEntries)
        {
            _waiting = 0;
            stream.Flush();
        }
    }

    /// <summary>
    /// Waits while the manifest's writer is behind. The queue has room for more entries than may wait for the open chunk, so the writer always
    /// has some at its front that it can write.
    /// </summary>
    private void Enqueue(PendingEntry entry)
    {
        if (!entries.TryWrite(entry))
        {
            entries.WriteAsync(entry, _stop).AsTask().GetAwaiter().GetResult();
        }
    }

    private static bool IsSame(in FileStatus left, in FileStatus right) =>
        left.SizeBytes == right.SizeBytes && left.MtimeNs == right.MtimeNs && left.CtimeNs == right.CtimeNs;
}
