using System;
using System.Collections.Generic;
using System.IO;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Writes manifest entries below a target root, in path order: <see cref="Begin"/>, <see cref="Write"/> for a file's content,
/// <see cref="End"/>; and after the last one <see cref="Finish"/> for every entry again, which gives directories their metadata and
/// sets the flags that lock files. No path can lead out of the root: see <see cref="DirectoryChain"/>. A file that cannot be written
/// is a warning; a medium in trouble is thrown. Not thread safe.
/// </summary>
internal sealed class TreeWriter : IDisposable
{
    private const int FirstDirectoryMode = 0x1C0;

    private readonly TargetTree _target;
    private readonly IWalkNotes _notes;
    private readonly MetadataWriter _metadata;
    private readonly NodeWriter _nodes;
    private readonly HashSet<byte[]> _untouched = new(PathComparer.Instance);
    private readonly SwapFiles? _swapsInUse;
    private readonly WaitingFiles _waiting;
    private readonly OwnerMap? _owners;
    private readonly ConflictResolver _conflicts;
    private RegularFileWriter? _open;

    /// <summary>Opens the target root, which must be there.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    /// <param name="root">The root.</param>
    /// <param name="mode">What may be expected there.</param>
    /// <param name="notes">Gets the troubles.</param>
    /// <param name="owners">Gives entries other owners; null when they keep theirs.</param>
    /// <param name="onConflict">What to do where something is already.</param>
    internal TreeWriter(ReadOnlySpan<byte> root, WriteMode mode, IWalkNotes notes, OwnerMap? owners = null, ConflictMode onConflict = ConflictMode.Overwrite)
    {
        _owners = owners;
        _target = new TargetTree(root, mode, replacesNothing: onConflict == ConflictMode.KeepBoth);
        _conflicts = new ConflictResolver(_target, onConflict);
        _notes = notes;
        _metadata = new MetadataWriter(notes);
        _nodes = new NodeWriter(_target, _metadata);
        _waiting = new WaitingFiles(_nodes, NotRestored);
        _swapsInUse = mode == WriteMode.InPlace ? SwapFiles.Parse(File.ReadAllBytes("/proc/swaps"), [], root.TrimEnd((byte)'/')) : null;
    }

    /// <summary>What became of entries where something was already.</summary>
    internal ConflictResolver Conflicts => _conflicts;

    /// <summary>How many files were given up.</summary>
    internal long GivenUp { get; private set; }

    /// <summary>Begins an entry. Anything but a regular file is complete with this.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="onlyIfMissing">A directory that is only needed for what lies in it: one that is there is left as it is.</param>
    /// <returns>True when <see cref="Write"/> and <see cref="End"/> are to follow.</returns>
    internal bool Begin(ManifestEntry entry, bool onlyIfMissing = false)
    {
        if (!BytePath.IsValid(entry.Path))
        {
            _notes.Warn(entry.Path, "not restored, since its path is not a plain one");
            return false;
        }
        try
        {
            return (onlyIfMissing ? entry : _conflicts.Resolve(entry)) is { } placed && BeginPlain(_owners?.Map(placed) ?? placed, onlyIfMissing);
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(entry, failure);
            return false;
        }
    }

    /// <summary>Writes a piece of the file that is open; nothing when it could not be made.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Write(long offset, ReadOnlySpan<byte> data) => _open?.Write(offset, data);

    /// <summary>Gives the file that is open up: what was at its place stays, and <see cref="Write"/> and <see cref="End"/> do nothing for it.</summary>
    /// <param name="why">Ends the sentence "not restored: ".</param>
    internal void GiveUp(string why)
    {
        if (_open is { } file)
        {
            _open = null;
            file.GiveUp();
            GivenUp++;
            _notes.Warn(file.Entry.Path, $"not restored: {why.TrimEnd('.')}");
        }
    }

    /// <summary>Completes the file that is open: length, metadata, and its place, which it may get only some files later.</summary>
    internal void End()
    {
        RegularFileWriter? file = _open;
        _open = null;
        bool waits = false;
        try
        {
            file?.Complete();
            waits = file?.IsUnnamed == true;
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(file!.Entry, failure);
        }
        finally
        {
            if (!waits)
            {
                file?.Dispose();
            }
        }
        if (waits)
        {
            _waiting.Add(file!);
        }
    }

    /// <summary>Returns when every file that was ended has its place.</summary>
    /// <exception cref="LinuxException">The medium is full or fails.</exception>
    internal void Settle() => _waiting.Drain();

    /// <summary>The second time round, after <see cref="Settle"/>: metadata of directories, and flags that would have been in the way before.</summary>
    internal void Finish(ManifestEntry entry)
    {
        if (_conflicts.Placed(entry) is not { } placed)
        {
            return;
        }
        entry = placed;
        uint flags = entry.InodeFlags & LinuxInodeFlags.Kept;
        bool isDirectory = entry.Kind == EntryKind.Directory;
        bool isLocked = entry.Kind == EntryKind.File && flags != 0 && entry.HardLinkTo.Length == 0;
        if ((!isDirectory && !isLocked) || _untouched.Contains(entry.Path) || !BytePath.IsValid(entry.Path))
        {
            return;
        }
        try
        {
            if (isDirectory)
            {
                FinishDirectory(_owners?.Map(entry) ?? entry, flags);
            }
            else
            {
                FinishFile(entry, flags);
            }
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(entry, failure);
        }
    }

    /// <summary>Closes everything; a file that is still open is given up.</summary>
    public void Dispose()
    {
        _open?.Dispose();
        _waiting.Dispose();
        _target.Dispose();
    }

    private bool BeginPlain(ManifestEntry entry, bool onlyIfMissing)
    {
        switch (entry.Kind)
        {
            case EntryKind.Socket when _target.Mode != WriteMode.Fresh:
                _notes.Note(entry.Path, "left as it is, since a program of the running system may listen at this socket");
                return false;
            case EntryKind.File when _swapsInUse?.Contains(entry.Path) == true:
                // The kernel does not let a file go to which it swaps, and what lies in it is of no use to anybody else.
                _untouched.Add(entry.Path);
                _notes.Note(entry.Path, "left as it is, since this system swaps to it");
                return false;
            case EntryKind.Directory:
                MakeDirectory(entry, onlyIfMissing);
                return false;
            case EntryKind.File when entry.HardLinkTo.Length == 0:
                _open = new RegularFileWriter(_target, _metadata, _notes, entry);
                return true;
            default:
                if (!_waiting.TryAddLink(entry))
                {
                    _nodes.Write(entry);
                }
                return false;
        }
    }

    private void MakeDirectory(ManifestEntry entry, bool onlyIfMissing)
    {
        bool isRoot = entry.Path.Length == 1;
        PathAt at = isRoot ? default : _target.Find(entry);
        if (!isRoot && LinuxDirectory.TryMake(at, FirstDirectoryMode))
        {
            return;
        }
        if (isRoot || LinuxStatus.TryGet(at) is { IsDirectory: true })
        {
            if (onlyIfMissing)
            {
                _untouched.Add(entry.Path);
            }
            return;
        }
        if (onlyIfMissing)
        {
            _untouched.Add(entry.Path);
            throw new LinuxException("enter", entry.Path, Errno.NotDirectory);
        }
        LinuxDirectory.Remove(at);
        LinuxDirectory.TryMake(at, FirstDirectoryMode);
    }

    private void FinishDirectory(ManifestEntry entry, uint flags)
    {
        SafeFileHandle? directory = _target.TryOpen(entry);
        if (directory is null)
        {
            return;
        }
        if (_target.IsPoor(directory))
        {
            MetadataWriter.ApplyTimeIfPossible(directory, entry);
            return;
        }
        if (_target.Mode == WriteMode.InPlace)
        {
            _metadata.RemoveForeign(directory, entry);
        }
        if ((flags & LinuxInodeFlags.BeforeContent) != 0)
        {
            // Before the extended attributes: setting flags resets the kind of compression that one of them holds.
            MetadataWriter.ApplyBeforeContent(directory, entry);
        }
        _metadata.Apply(directory, entry);
        if (flags != 0)
        {
            _metadata.ApplyFlags(directory, entry, flags);
        }
    }

    private void FinishFile(ManifestEntry entry, uint flags)
    {
        if (!_target.TryFind(entry, out PathAt at) || _target.IsPoor(at.Directory))
        {
            return;
        }
        using SafeFileHandle? file = LinuxFile.TryOpen(at, OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
        if (file is not null)
        {
            _metadata.ApplyFlags(file, entry, flags);
        }
    }

    private void NotRestored(ManifestEntry entry, LinuxException failure) =>
        _notes.Warn(entry.Path, $"not restored: {failure.Message.TrimEnd('.')}");
}
