using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
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
    private const int FirstFileMode = 0x180;

    private readonly DirectoryChain _chain;
    private readonly DirectoryChain _linkChain;
    private readonly WriteMode _mode;
    private readonly IWalkNotes _notes;
    private readonly MetadataWriter _metadata;
    private readonly HashSet<byte[]> _untouched = new(PathComparer.Instance);
    private readonly string _temporaryPrefix = $".monitas-{Guid.NewGuid():N}-";
    private long _temporaryCount;
    private SafeFileHandle? _lastDirectory;
    private bool _lastIsPoor;
    private OpenFile? _open;

    /// <summary>Opens the target root, which must be there.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    internal TreeWriter(ReadOnlySpan<byte> root, WriteMode mode, IWalkNotes notes)
    {
        _chain = new DirectoryChain(root);
        _linkChain = new DirectoryChain(root);
        _mode = mode;
        _notes = notes;
        _metadata = new MetadataWriter(notes);
    }

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
        if (entry.Kind == EntryKind.Socket)
        {
            return false;
        }
        if (entry.Path.Length == 1)
        {
            KeepUntouched(entry, onlyIfMissing);
            return false;
        }
        try
        {
            return BeginBelowRoot(entry, onlyIfMissing);
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(entry, failure);
            return false;
        }
    }

    /// <summary>Writes a piece of the file that is open.</summary>
    internal void Write(long offset, ReadOnlySpan<byte> data)
    {
        if (_open is { } open)
        {
            LinuxFile.WriteAt(open.Handle, data, offset, open.Entry.Path);
            open.EndOffset = Math.Max(open.EndOffset, offset + data.Length);
        }
    }

    /// <summary>Completes the file that is open: length, metadata, and its place.</summary>
    internal void End()
    {
        OpenFile? open = _open;
        _open = null;
        if (open is null)
        {
            return;
        }
        using SafeFileHandle handle = open.Handle;
        try
        {
            Complete(open);
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(open.Entry, failure);
        }
    }

    /// <summary>The second time round: metadata of directories, and flags that would have been in the way before.</summary>
    internal void Finish(ManifestEntry entry)
    {
        bool isDirectory = entry.Kind == EntryKind.Directory;
        uint lateFlags = entry.InodeFlags & LinuxInodeFlags.Kept;
        if ((!isDirectory && (entry.Kind != EntryKind.File || lateFlags == 0 || entry.HardLinkTo.Length > 0))
            || _untouched.Contains(entry.Path) || !BytePath.IsValid(entry.Path))
        {
            return;
        }
        try
        {
            if (isDirectory)
            {
                FinishDirectory(entry, lateFlags);
            }
            else
            {
                FinishFile(entry, lateFlags);
            }
        }
        catch (LinuxException failure) when (!failure.IsFatalForWriting)
        {
            NotRestored(entry, failure);
        }
    }

    /// <summary>Closes everything; a file that is still open is given up and leaves no trace.</summary>
    public void Dispose()
    {
        if (_open is { } open)
        {
            open.Handle.Dispose();
            if (open.Temporary is { } temporary && _chain.TryOpen(Parent(open.Entry.Path)) is { } directory)
            {
                LinuxDirectory.Remove(new PathAt(directory, temporary, open.Entry.Path));
            }
        }
        _chain.Dispose();
        _linkChain.Dispose();
    }

    private bool BeginBelowRoot(ManifestEntry entry, bool onlyIfMissing)
    {
        SafeFileHandle directory = OpenParent(entry);
        PathAt at = At(directory, entry.Path);
        if (entry.Kind == EntryKind.Directory)
        {
            MakeDirectory(at, entry, onlyIfMissing);
            return false;
        }
        if (entry.Kind == EntryKind.File && entry.HardLinkTo.Length == 0)
        {
            OpenNewFile(at, entry);
            return true;
        }
        MakeOther(at, entry);
        return false;
    }

    private void MakeDirectory(in PathAt at, ManifestEntry entry, bool onlyIfMissing)
    {
        if (LinuxDirectory.TryMake(at, FirstDirectoryMode))
        {
            return;
        }
        if (LinuxStatus.TryGet(at) is { IsDirectory: true })
        {
            KeepUntouched(entry, onlyIfMissing);
            return;
        }
        if (onlyIfMissing)
        {
            throw new LinuxException("enter", entry.Path, Errno.NotDirectory);
        }
        LinuxDirectory.Remove(at);
        LinuxDirectory.TryMake(at, FirstDirectoryMode);
    }

    private void KeepUntouched(ManifestEntry entry, bool onlyIfMissing)
    {
        if (onlyIfMissing)
        {
            _untouched.Add(entry.Path);
        }
    }

    private void OpenNewFile(in PathAt at, ManifestEntry entry)
    {
        const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow;
        byte[]? temporary = _mode == WriteMode.InPlace ? NewTemporaryName() : null;
        SafeFileHandle handle;
        try
        {
            handle = LinuxFile.Open(temporary is null ? at : new PathAt(at.Directory, temporary, at.Shown), Flags, FirstFileMode);
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.Exists && temporary is null)
        {
            temporary = NewTemporaryName();
            handle = LinuxFile.Open(new PathAt(at.Directory, temporary, at.Shown), Flags, FirstFileMode);
        }
        _open = new OpenFile(entry, handle, temporary, IsPoor(at.Directory));
        uint early = entry.InodeFlags & LinuxInodeFlags.BeforeContent;
        if (early != 0 && !_open.IsPoor)
        {
            _metadata.ApplyFlags(handle, entry, early);
        }
    }

    private void Complete(OpenFile open)
    {
        ManifestEntry entry = open.Entry;
        if (open.EndOffset != entry.SizeBytes)
        {
            LinuxFile.SetLength(open.Handle, entry.SizeBytes, entry.Path);
        }
        SafeFileHandle directory = OpenParent(entry);
        PathAt at = At(directory, entry.Path);
        PathAt made = open.Temporary is null ? at : new PathAt(directory, open.Temporary, entry.Path);
        if (open.IsPoor)
        {
            MetadataWriter.ApplyTimeIfPossible(open.Handle, entry);
        }
        else
        {
            if (_mode == WriteMode.InPlace)
            {
                _metadata.RemoveForeign(open.Handle, made, entry);
            }
            _metadata.Apply(open.Handle, entry);
        }
        if (open.Temporary is not null)
        {
            if (_mode == WriteMode.InPlace)
            {
                LinuxFile.Flush(open.Handle, entry.Path);
            }
            NameReplacement.Replace(made, at);
        }
    }

    private void MakeOther(in PathAt at, ManifestEntry entry)
    {
        PathAt made = at;
        if (_mode == WriteMode.InPlace || !TryMakeOther(at, entry))
        {
            made = new PathAt(at.Directory, NewTemporaryName(), at.Shown);
            if (!TryMakeOther(made, entry))
            {
                throw new LinuxException("make", entry.Path, Errno.Exists);
            }
        }
        if (entry.HardLinkTo.Length == 0 && !IsPoor(at.Directory))
        {
            _metadata.Apply(made, entry);
        }
        if (!made.Name.SequenceEqual(at.Name))
        {
            NameReplacement.Replace(made, at);
        }
    }

    private bool TryMakeOther(in PathAt at, ManifestEntry entry)
    {
        if (entry.HardLinkTo.Length > 0)
        {
            SafeFileHandle first = BytePath.IsValid(entry.HardLinkTo) && entry.HardLinkTo.Length > 1
                ? _linkChain.TryOpen(Parent(entry.HardLinkTo)) ?? throw new LinuxException("find", entry.HardLinkTo, Errno.NoEntry)
                : throw new LinuxException("find", entry.HardLinkTo, Errno.Invalid);
            return LinuxDirectory.TryLink(At(first, entry.HardLinkTo), at);
        }
        int type = entry.Kind switch
        {
            EntryKind.CharacterDevice => FileStatus.CharacterDeviceType,
            EntryKind.BlockDevice => FileStatus.BlockDeviceType,
            _ => FileStatus.FifoType,
        };
        return entry.Kind == EntryKind.SymbolicLink
            ? LinuxDirectory.TryMakeSymbolicLink(at, entry.LinkTarget)
            : LinuxDirectory.TryMakeNode(at, type | FirstFileMode, entry.DeviceMajor, entry.DeviceMinor);
    }

    private void FinishDirectory(ManifestEntry entry, uint flags)
    {
        SafeFileHandle? directory = _chain.TryOpen(entry.Path);
        if (directory is null)
        {
            return;
        }
        if (IsPoor(directory))
        {
            MetadataWriter.ApplyTimeIfPossible(directory, entry);
            return;
        }
        if (_mode == WriteMode.InPlace)
        {
            _metadata.RemoveForeign(directory, new PathAt(directory, "."u8, entry.Path), entry);
        }
        _metadata.Apply(directory, entry);
        if (flags != 0)
        {
            _metadata.ApplyFlags(directory, entry, flags);
        }
    }

    private void FinishFile(ManifestEntry entry, uint flags)
    {
        SafeFileHandle? directory = _chain.TryOpen(Parent(entry.Path));
        if (directory is null || IsPoor(directory))
        {
            return;
        }
        using SafeFileHandle? file = LinuxFile.TryOpen(At(directory, entry.Path), OpenFlags.ReadOnly | OpenFlags.NoFollow | OpenFlags.NonBlock);
        if (file is not null)
        {
            _metadata.ApplyFlags(file, entry, flags);
        }
    }

    private SafeFileHandle OpenParent(ManifestEntry entry) =>
        _chain.TryOpen(Parent(entry.Path)) ?? throw new LinuxException("find the directory of", entry.Path, Errno.NoEntry);

    /// <summary>Does the directory's file system keep names, content and times only?</summary>
    private bool IsPoor(SafeFileHandle directory)
    {
        if (!ReferenceEquals(directory, _lastDirectory))
        {
            long type = LinuxMount.FileSystemType(directory, default);
            _lastIsPoor = type is FileSystemMagic.Fat or FileSystemMagic.ExFat;
            _lastDirectory = directory;
        }
        return _lastIsPoor;
    }

    private byte[] NewTemporaryName() => Encoding.ASCII.GetBytes($"{_temporaryPrefix}{++_temporaryCount}");

    private void NotRestored(ManifestEntry entry, LinuxException failure) =>
        _notes.Warn(entry.Path, $"not restored: {failure.Message.TrimEnd('.')}");

    private static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        return slash == 0 ? path[..1] : path[..slash];
    }

    private static PathAt At(SafeFileHandle directory, ReadOnlySpan<byte> path) =>
        new(directory, path[(path.LastIndexOf((byte)'/') + 1)..], path);

    private sealed class OpenFile(ManifestEntry entry, SafeFileHandle handle, byte[]? temporary, bool isPoor)
    {
        internal ManifestEntry Entry { get; } = entry;

        internal SafeFileHandle Handle { get; } = handle;

        internal byte[]? Temporary { get; } = temporary;

        internal bool IsPoor { get; } = isPoor;

        internal long EndOffset { get; set; }
    }
}
