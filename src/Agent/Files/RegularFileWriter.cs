using System;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// One regular file while it is written. Disposed before it has its place, it leaves no trace under a temporary name; on most file systems
/// it has none until then.
/// </summary>
internal sealed class RegularFileWriter : IDisposable
{
    private const OpenFlags Flags = OpenFlags.ReadWrite | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow;
    private const int FirstMode = 0x180;

    private readonly TargetTree _target;
    private readonly MetadataWriter _metadata;
    private readonly IWalkNotes _notes;
    private readonly bool _isPoor;
    private readonly SafeFileHandle _handle;
    private byte[]? _temporary;
    private bool _isAtItsPlace;
    private long _endOffset;

    /// <summary>Makes the file: at its place when that is free on a fresh target, else without a name or under a temporary one beside it.</summary>
    /// <exception cref="LinuxException">It cannot be made.</exception>
    internal RegularFileWriter(TargetTree target, MetadataWriter metadata, IWalkNotes notes, ManifestEntry entry)
    {
        _target = target;
        _metadata = metadata;
        _notes = notes;
        Entry = entry;
        PathAt at = target.Find(entry);
        _isPoor = target.IsPoor(at.Directory);
        _handle = Make(at);
        if (!_isPoor && NeedsFlagsBeforeContent())
        {
            MetadataWriter.ApplyBeforeContent(_handle, entry);
        }
    }

    /// <summary>The file's entry.</summary>
    internal ManifestEntry Entry { get; }

    /// <summary>Has it no name at all? Then <see cref="Place"/> is to follow on <see cref="Complete"/> once it is durable.</summary>
    internal bool IsUnnamed { get; private set; }

    /// <summary>The device of its file system.</summary>
    internal ulong Device => LinuxStatus.Get(_handle, Entry.Path).Device;

    /// <summary>Writes a piece; what no piece covers stays a hole.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Write(long offset, ReadOnlySpan<byte> data)
    {
        LinuxFile.WriteAt(_handle, data, offset, Entry.Path);
        _endOffset = Math.Max(_endOffset, offset + data.Length);
    }

    /// <summary>Sets length and metadata, and puts the file in its place unless it is unnamed.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Complete()
    {
        if (_endOffset == SwapHeader.PageBytes && Entry.SizeBytes > _endOffset && IsSwap())
        {
            Allocate();
        }
        else if (_endOffset != Entry.SizeBytes)
        {
            LinuxFile.SetLength(_handle, Entry.SizeBytes, Entry.Path);
        }
        ApplyMetadata();
        if (_temporary is { } temporary)
        {
            PathAt at = _target.Find(Entry);
            PathAt made = new(at.Directory, temporary, Entry.Path);
            if (_target.Mode == WriteMode.InPlace)
            {
                LinuxFile.Flush(_handle, Entry.Path);
            }
            _temporary = null;
            _target.PutInPlace(made, at);
        }
    }

    /// <summary>Makes it durable.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Flush() => LinuxFile.Flush(_handle, Entry.Path);

    /// <summary>Makes durable what was written to its file system.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void FlushFileSystem() => LinuxUnnamedFile.FlushFileSystem(_handle, Entry.Path);

    /// <summary>Puts an unnamed file in its place.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal void Place()
    {
        PathAt at = _target.Find(Entry);
        if (LinuxUnnamedFile.TryName(_handle, at))
        {
            return;
        }
        PathAt made = new(at.Directory, TargetTree.TemporaryNameFor(at), Entry.Path);
        if (!LinuxUnnamedFile.TryName(_handle, made))
        {
            throw new LinuxException("make", Entry.Path, Errno.Exists);
        }
        _target.PutInPlace(made, at);
    }

    /// <summary>Closes the file and leaves nothing of it.</summary>
    /// <exception cref="LinuxException">It cannot be removed.</exception>
    internal void GiveUp()
    {
        Dispose();
        if (_isAtItsPlace)
        {
            LinuxDirectory.Remove(_target.Find(Entry));
        }
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        _handle.Dispose();
        if (_temporary is { } temporary && _target.TryFind(Entry, out PathAt at))
        {
            LinuxDirectory.Remove(new PathAt(at.Directory, temporary, Entry.Path));
        }
    }

    private bool NeedsFlagsBeforeContent() =>
        (Entry.InodeFlags & LinuxInodeFlags.BeforeContent) != 0
        || (_target.Mode == WriteMode.InPlace && ((LinuxInodeFlags.TryGet(_handle) ?? 0) & LinuxInodeFlags.BeforeContent) != 0);

    private void Allocate()
    {
        try
        {
            LinuxFile.Allocate(_handle, _endOffset, Entry.SizeBytes, Entry.Path);
        }
        catch (LinuxException failure) when (failure.IsFull)
        {
            // It may be the sparse disk of a virtual machine, which was never meant to be whole: that is no reason to end a rebuild.
            LinuxFile.SetLength(_handle, _endOffset, Entry.Path);
            LinuxFile.SetLength(_handle, Entry.SizeBytes, Entry.Path);
            _notes.Warn(Entry.Path, "restored with a hole, since there is no room for all of this swap file: as it is, it cannot be used for swapping");
        }
    }

    /// <summary>A swap area in a file, of which the archive holds the first page: with holes it could not be used.</summary>
    private bool IsSwap()
    {
        Span<byte> page = stackalloc byte[SwapHeader.PageBytes];
        return LinuxFile.ReadAt(_handle, page, 0, Entry.Path) == page.Length && SwapHeader.IsHeader(page);
    }

    private SafeFileHandle Make(in PathAt at)
    {
        if (_target.Mode == WriteMode.Fresh)
        {
            try
            {
                SafeFileHandle made = LinuxFile.Open(at, Flags, FirstMode);
                _isAtItsPlace = true;
                return made;
            }
            catch (LinuxException failure) when (failure.ErrorNumber == Errno.Exists)
            {
                // The name is taken: beside it, then.
            }
        }
        else if (LinuxUnnamedFile.TryMake(at.Directory, FirstMode, Entry.Path) is { } unnamed)
        {
            IsUnnamed = true;
            return unnamed;
        }
        byte[] temporary = TargetTree.TemporaryNameFor(at);
        SafeFileHandle handle = LinuxFile.Open(new PathAt(at.Directory, temporary, at.Shown), Flags, FirstMode);
        _temporary = temporary;
        return handle;
    }

    private void ApplyMetadata()
    {
        if (_isPoor)
        {
            MetadataWriter.ApplyTimeIfPossible(_handle, Entry);
            return;
        }
        if (_target.Mode == WriteMode.InPlace)
        {
            _metadata.RemoveForeign(_handle, Entry);
        }
        _metadata.Apply(_handle, Entry);
    }
}
