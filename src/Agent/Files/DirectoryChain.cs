using System;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;

namespace Monitas.Agent.Files;

/// <summary>
/// Opens directories below one root by walking down name by name without ever following a symbolic link: whatever a path says, it
/// cannot lead out of the root, and it may be longer than PATH_MAX. The way to the last directory stays open, so that neighbours
/// cost little; at most <see cref="MaxOpen"/> directories are open at a time. Not thread safe.
/// </summary>
internal sealed class DirectoryChain : IDisposable
{
    /// <summary>The most directories that are open at a time besides the root.</summary>
    internal const int MaxOpen = 64;

    private const OpenFlags Flags = OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoFollow | OpenFlags.NoAccessTime;

    private readonly SafeFileHandle _root;
    private readonly List<Link> _links = [];
    private byte[] _path = [];

    /// <summary>Opens the root; the path may name a symbolic link, everything below may not.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    internal DirectoryChain(ReadOnlySpan<byte> root) => _root = OpenRoot(root);

    /// <summary>The root itself.</summary>
    internal SafeFileHandle Root => _root;

    /// <summary>The directory at a path, where "/" is the root. It stays open until the next call.</summary>
    /// <param name="path">A valid path (BytePath.IsValid).</param>
    /// <returns>null when the directory or one above it is not there.</returns>
    /// <exception cref="LinuxException">Something on the way is no directory (a symbolic link, say), or cannot be opened.</exception>
    internal SafeFileHandle? TryOpen(ReadOnlySpan<byte> path)
    {
        int shared = SharedLinks(path);
        for (int i = _links.Count - 1; i >= shared; i--)
        {
            _links[i].Handle?.Dispose();
            _links.RemoveAt(i);
        }
        int from = LastOpen();
        SafeFileHandle directory = from < 0 ? _root : _links[from].Handle!;
        for (int i = from + 1; i < _links.Count; i++)
        {
            SafeFileHandle? again = OpenNext(directory, path, i == 0 ? 0 : _links[i - 1].End, _links[i].End);
            if (again is null)
            {
                return null;
            }
            _links[i] = _links[i] with { Handle = directory = again };
            CloseFar(i);
        }
        return Descend(directory, path);
    }

    /// <summary>Closes everything.</summary>
    public void Dispose()
    {
        foreach (Link link in _links)
        {
            link.Handle?.Dispose();
        }
        _root.Dispose();
    }

    private static SafeFileHandle OpenRoot(ReadOnlySpan<byte> root)
    {
        try
        {
            return LinuxFile.Open(root, OpenFlags.ReadOnly | OpenFlags.Directory | OpenFlags.NoAccessTime);
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.NotPermitted)
        {
            return LinuxFile.Open(root, OpenFlags.ReadOnly | OpenFlags.Directory);
        }
    }

    private SafeFileHandle? Descend(SafeFileHandle directory, ReadOnlySpan<byte> path)
    {
        int start = _links.Count == 0 ? 0 : _links[^1].End;
        if (start < path.Length)
        {
            _path = path.ToArray();
        }
        while (start < path.Length && path.Length > 1)
        {
            int slash = path[(start + 1)..].IndexOf((byte)'/');
            int end = slash < 0 ? path.Length : start + 1 + slash;
            SafeFileHandle? next = OpenNext(directory, path, start, end);
            if (next is null)
            {
                return null;
            }
            directory = next;
            _links.Add(new Link(end, next));
            CloseFar(_links.Count - 1);
            start = end;
        }
        return directory;
    }

    /// <summary>How many links of the open way lead to this path too.</summary>
    private int SharedLinks(ReadOnlySpan<byte> path)
    {
        int same = path.CommonPrefixLength(_path);
        int shared = 0;
        while (shared < _links.Count && _links[shared].End <= same
            && (_links[shared].End == path.Length || path[_links[shared].End] == '/'))
        {
            shared++;
        }
        return shared;
    }

    private int LastOpen()
    {
        int last = _links.Count - 1;
        while (last >= 0 && _links[last].Handle is null)
        {
            last--;
        }
        return last;
    }

    private void CloseFar(int newest)
    {
        int far = newest - MaxOpen;
        if (far >= 0 && _links[far].Handle is { } handle)
        {
            handle.Dispose();
            _links[far] = _links[far] with { Handle = null };
        }
    }

    private static SafeFileHandle? OpenNext(SafeFileHandle directory, ReadOnlySpan<byte> path, int start, int end)
    {
        PathAt at = new(directory, path[(start + 1)..end], path[..end]);
        try
        {
            return LinuxFile.TryOpen(at, Flags);
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.NotPermitted)
        {
            return LinuxFile.TryOpen(at, Flags & ~OpenFlags.NoAccessTime);
        }
    }

    private readonly record struct Link(int End, SafeFileHandle? Handle);
}
