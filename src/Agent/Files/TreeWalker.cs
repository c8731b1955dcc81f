using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Walks a tree in byte order of the full paths, the order of a manifest. What vanishes on the way is passed over; what cannot be
/// read is told to the notes. A mount point that is not held is yielded as it is below the mount, and not entered. Not thread safe.
/// </summary>
internal sealed class TreeWalker : IDisposable
{
    private const int RecordBytes = 256 * 1024;

    private readonly DirectoryChain _chain;
    private readonly Func<ulong, bool> _holdsMount;
    private readonly ExcludeList _excludes;
    private readonly IWalkNotes _notes;
    private readonly byte[] _records = new byte[RecordBytes];
    private readonly Stack<Level> _levels = new();
    private SafeFileHandle? _bare;

    /// <summary>Opens the root.</summary>
    /// <param name="root">The source's root.</param>
    /// <param name="holdsMount">Is what lies on this mount to be walked?</param>
    /// <param name="excludes">What to leave out.</param>
    /// <param name="notes">Where troubles go.</param>
    /// <exception cref="LinuxException">The root cannot be opened.</exception>
    internal TreeWalker(ReadOnlySpan<byte> root, Func<ulong, bool> holdsMount, ExcludeList excludes, IWalkNotes notes)
    {
        _chain = new DirectoryChain(root);
        _holdsMount = holdsMount;
        _excludes = excludes;
        _notes = notes;
    }

    /// <summary>The open root, to read files such as /etc/passwd of the source.</summary>
    internal DirectoryChain Chain => _chain;

    /// <summary>Is told what is left out on purpose, in path order; nobody by default.</summary>
    internal Action<LeftOut>? OnLeftOut { get; set; }

    /// <summary>Is told of each directory before it is listed; nobody by default. The handle is good for the time of the call.</summary>
    internal Action<byte[], SafeFileHandle, FileStatus>? OnDirectory { get; set; }

    /// <summary>All that is there, "/" first. What is yielded holds until the next step.</summary>
    internal IEnumerable<WalkedFile> Walk()
    {
        byte[] root = "/"u8.ToArray();
        yield return new WalkedFile(root, _chain.Root, LinuxStatus.Get(_chain.Root, root));
        Enter(root);
        while (_levels.TryPeek(out Level? level))
        {
            if (level.Next >= level.Listing.Count)
            {
                _levels.Pop();
                continue;
            }
            int item = level.Next++;
            byte[] path = Join(level.Path, level.Listing.Name(item));
            if (level.Listing.IsBelow(item))
            {
                if (!level.Closed.Remove(path))
                {
                    Enter(path);
                }
            }
            else if (Visit(level, path, level.Listing.IsDirectory(item)) is { } found)
            {
                yield return found;
            }
        }
    }

    /// <summary>Closes all directories.</summary>
    public void Dispose()
    {
        _bare?.Dispose();
        _chain.Dispose();
    }

    private WalkedFile? Visit(Level level, byte[] path, bool listedAsDirectory)
    {
        WalkedFile? found = null;
        bool enter = false;
        if (path.Length > BytePath.MaxLength)
        {
            _notes.Warn(path, $"left out: its path is longer than {BytePath.MaxLength} bytes");
        }
        else if (_excludes.FindPattern(path, listedAsDirectory) is { } pattern)
        {
            TellLeftOut(level, path, listedAsDirectory, pattern);
        }
        else if (Look(level, path) is { } looked)
        {
            found = Choose(looked, listedAsDirectory);
            enter = found is { Status.IsDirectory: true } && _holdsMount(found.Status.MountId);
        }
        if (listedAsDirectory && !enter)
        {
            level.Closed.Add(path);
        }
        return found;
    }

    private WalkedFile? Choose(WalkedFile looked, bool listedAsDirectory)
    {
        if (looked.Status.IsDirectory != listedAsDirectory)
        {
            _notes.Note(looked.Path, "became another kind of file during the backup; left out");
            return null;
        }
        if (_excludes.Rules.Why(looked.Status) is { } why)
        {
            OnLeftOut?.Invoke(new LeftOut(looked.Path, listedAsDirectory, looked.Status.IsRegular ? looked.Status.SizeBytes : 0, why));
            return null;
        }
        return looked;
    }

    private void TellLeftOut(Level level, byte[] path, bool isDirectory, ExcludePattern pattern)
    {
        if (OnLeftOut is not null)
        {
            long size = !isDirectory && Look(level, path) is { Status.IsRegular: true } file ? file.Status.SizeBytes : 0;
            OnLeftOut(new LeftOut(path, isDirectory, size, $"the pattern {pattern.Text}"));
        }
    }

    private WalkedFile? Look(Level level, byte[] path)
    {
        try
        {
            SafeFileHandle? directory = _chain.TryOpen(level.Path);
            if (directory is not null)
            {
                PathAt at = new(directory, path.AsSpan(path.AsSpan().LastIndexOf((byte)'/') + 1), path);
                if (LinuxStatus.TryGet(at) is { } status)
                {
                    WalkedFile found = new(path, directory, status);
                    return _holdsMount(status.MountId) ? found : BelowMount(found) ?? found;
                }
            }
            _notes.Note(path, "vanished during the backup");
        }
        catch (LinuxException failure)
        {
            _notes.Warn(path, $"left out: {LinuxException.Reason(failure.ErrorNumber)}");
        }
        return null;
    }

    /// <summary>What the mount on a name hides: that is what lies on the disk. Null when it cannot be seen.</summary>
    private WalkedFile? BelowMount(WalkedFile mountPoint)
    {
        _bare?.Dispose();
        _bare = LinuxMount.TryOpenWithoutMounts(mountPoint.Directory);
        return _bare is not null && LinuxStatus.TryGet(new PathAt(_bare, mountPoint.At.Name, mountPoint.Path)) is { } status
            ? new WalkedFile(mountPoint.Path, _bare, status)
            : null;
    }

    private void Enter(byte[] path)
    {
        try
        {
            SafeFileHandle? directory = _chain.TryOpen(path);
            if (directory is null)
            {
                _notes.Note(path, "vanished during the backup");
                return;
            }
            FileStatus status = LinuxStatus.Get(directory, path);
            if (!_holdsMount(status.MountId))
            {
                return;
            }
            OnDirectory?.Invoke(path, directory, status);
            DirectoryListing listing = DirectoryListing.Read(directory, _records, path);
            if (_excludes.Rules.Caches && listing.Contains(CacheTag.Name) && CacheTag.IsIn(directory, path))
            {
                OnLeftOut?.Invoke(new LeftOut(path, IsDirectory: true, SizeBytes: 0, $"{Encoding.ASCII.GetString(CacheTag.Name)}, which is kept itself"));
                listing.KeepOnly(CacheTag.Name);
            }
            _levels.Push(new Level(path, listing));
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.NoEntry)
        {
            // It was removed between its opening and its listing.
            _notes.Note(path, "vanished during the backup");
        }
        catch (LinuxException failure)
        {
            _notes.Warn(path, $"what is below it is left out: {LinuxException.Reason(failure.ErrorNumber)}");
        }
    }

    private static byte[] Join(byte[] directory, ReadOnlySpan<byte> name)
    {
        int length = directory.Length == 1 ? 0 : directory.Length;
        byte[] path = new byte[length + 1 + name.Length];
        directory.AsSpan(0, length).CopyTo(path);
        path[length] = (byte)'/';
        name.CopyTo(path.AsSpan(length + 1));
        return path;
    }

    private sealed class Level(byte[] path, DirectoryListing listing)
    {
        internal byte[] Path { get; } = path;

        internal DirectoryListing Listing { get; } = listing;

        internal int Next { get; set; }

        internal HashSet<byte[]> Closed { get; } = new(PathComparer.Instance);
    }
}
