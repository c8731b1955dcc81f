using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Goes through this machine's tree and an archive's manifest side by side. Of what is missing or was added as a whole directory, only
/// the directory is told. Sockets do not count: programs make them anew.
/// </summary>
/// <param name="tree">The machine's tree.</param>
/// <param name="excludes">What neither side is asked for.</param>
/// <param name="comparer">Compares content.</param>
/// <param name="byContent">Compare the bytes of files of equal length; else the same time of last change counts as the same content.</param>
/// <param name="found">Gets the differences.</param>
/// <param name="notes">Gets the troubles.</param>
/// <param name="meter">Counts.</param>
internal sealed class TreeComparison(
    SourceTree tree, ExcludeList excludes, ContentComparer comparer, bool byContent, DifferenceList found, JobNotes notes, ProgressMeter meter)
{
    private readonly HashSet<byte[]> _missing = new(PathComparer.Instance);
    private readonly HashSet<byte[]> _added = new(PathComparer.Instance);
    private readonly HashSet<byte[]> _leftOut = new(PathComparer.Instance);

    /// <summary>Does all of it.</summary>
    /// <exception cref="ArchiveServerException">Content cannot be had.</exception>
    internal async Task RunAsync(IEnumerable<ManifestEntry> manifest, CancellationToken cancellationToken)
    {
        using IEnumerator<ManifestEntry> archived = manifest.GetEnumerator();
        bool more = archived.MoveNext();
        tree.Walker.OnLeftOut = left => _leftOut.Add(left.Path);
        foreach (WalkedFile file in tree.Walker.Walk())
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (more && BytePath.Compare(archived.Current.Path, file.Path) < 0)
            {
                AddMissing(archived.Current);
                more = archived.MoveNext();
            }
            if (more && BytePath.Compare(archived.Current.Path, file.Path) == 0)
            {
                await CompareAsync(file, archived.Current, cancellationToken).ConfigureAwait(false);
                more = archived.MoveNext();
            }
            else
            {
                AddAdded(file);
            }
            meter.AddFile(file.Path);
        }
        while (more)
        {
            AddMissing(archived.Current);
            more = archived.MoveNext();
        }
        await comparer.CompleteAsync(cancellationToken).ConfigureAwait(false);
        foreach ((ManifestEntry entry, string loss) in comparer.Lost)
        {
            notes.Warn(entry.Path, $"its content cannot be compared: {loss.TrimEnd('.')}");
        }
        foreach (ManifestEntry entry in comparer.Different)
        {
            string detail = entry.Inconsistent ? "other content (it was being written to during the backup)" : "other content";
            found.Add(entry.Path, DifferenceKind.Content, detail, [new PropertyChange("content", "as archived", "other bytes")]);
        }
    }

    private async ValueTask CompareAsync(WalkedFile file, ManifestEntry archived, CancellationToken cancellationToken)
    {
        try
        {
            byte[] first = tree.Reader.FirstLink(file);
            if (first.Length == 0 && archived.Kind == EntryKind.File && file.Status.IsRegular && archived.HardLinkTo.Length == 0)
            {
                await CompareRegularAsync(file, archived, cancellationToken).ConfigureAwait(false);
                return;
            }
            ManifestEntry? now = first.Length > 0 || file.Status.IsRegular ? tree.Reader.ReadFurtherLink(file, first) : tree.Reader.Read(file);
            if (now is null)
            {
                AddMissing(archived);
            }
            else if (now.Kind != archived.Kind)
            {
                PropertyChange type = new("type", EntryChanges.Words(archived.Kind), EntryChanges.Words(now.Kind));
                found.Add(file.Path, DifferenceKind.Type, $"{type.Old} in the archive, {type.New} now", [type]);
            }
            else if (tree.FileSystems.Holds(file.Status.MountId))
            {
                // A mount point of another file system shows that one's root, which is not ours to compare.
                AddMetadata(archived, now, withTime: true);
            }
        }
        catch (LinuxException failure)
        {
            notes.Warn(file.Path, $"not compared, since it cannot be read: {LinuxException.Reason(failure.ErrorNumber)}");
        }
    }

    private async ValueTask CompareRegularAsync(WalkedFile file, ManifestEntry archived, CancellationToken cancellationToken)
    {
        using SafeFileHandle? content = EntryReader.TryOpenContent(file);
        if (content is null)
        {
            AddMissing(archived);
            return;
        }
        ManifestEntry now = tree.Reader.ReadRegular(file, content, LinuxStatus.Get(content, file.Path));
        bool sameSize = now.SizeBytes == archived.SizeBytes;
        if (sameSize && byContent)
        {
            await comparer.AddAsync(archived, content, tree.SwapFiles.Contains(file.Path), cancellationToken).ConfigureAwait(false);
            meter.AddBytes(now.SizeBytes, file.Path);
        }
        else if (!sameSize)
        {
            string size = EntryChanges.Number(archived.SizeBytes);
            string sizeNow = EntryChanges.Number(now.SizeBytes);
            found.Add(file.Path, DifferenceKind.Content, $"{size} bytes in the archive, {sizeNow} now", [new PropertyChange("size", size, sizeNow)]);
        }
        AddMetadata(archived, now, withTime: sameSize);
    }

    private void AddMetadata(ManifestEntry archived, ManifestEntry now, bool withTime)
    {
        List<PropertyChange> changes = EntryChanges.Between(archived, now, withTime);
        if (changes.Count > 0)
        {
            string detail = string.Join("; ", changes.ConvertAll(change => change.InWords("in the archive", "now")));
            found.Add(archived.Path, DifferenceKind.Metadata, detail, changes);
        }
    }

    private void AddMissing(ManifestEntry archived)
    {
        bool isDirectory = archived.Kind == EntryKind.Directory;
        bool told = _missing.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(Parent(archived.Path));
        if (isDirectory)
        {
            _missing.Add(archived.Path);
        }
        if (!told && archived.Kind != EntryKind.Socket && !excludes.ExcludesAnywhere(archived.Path, isDirectory) && !IsLeftOut(archived.Path))
        {
            found.Add(archived.Path, DifferenceKind.Missing, isDirectory ? "with all below it" : "", []);
        }
    }

    /// <summary>Is it there, but left out for what it is now?</summary>
    private bool IsLeftOut(ReadOnlySpan<byte> path)
    {
        var lookup = _leftOut.GetAlternateLookup<ReadOnlySpan<byte>>();
        for (; _leftOut.Count > 0 && path.Length > 0; path = Parent(path))
        {
            if (lookup.Contains(path))
            {
                return true;
            }
        }
        return false;
    }

    private void AddAdded(WalkedFile file)
    {
        bool told = _added.GetAlternateLookup<ReadOnlySpan<byte>>().Contains(Parent(file.Path));
        if (file.Status.IsDirectory)
        {
            _added.Add(file.Path);
        }
        if (!told && file.Status.Type != FileStatus.SocketType)
        {
            found.Add(file.Path, DifferenceKind.Added, file.Status.IsDirectory ? "with all below it" : "", []);
        }
    }

    private static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path) => path[..Math.Max(0, path.LastIndexOf((byte)'/'))];
}
