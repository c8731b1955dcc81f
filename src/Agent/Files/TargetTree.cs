using System;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>The tree that a restore writes to: finds places in it without ever leaving it. Not thread safe.</summary>
internal sealed class TargetTree : IDisposable
{
    private readonly DirectoryChain _chain;
    private readonly DirectoryChain _linkChain;
    private SafeFileHandle? _lastDirectory;
    private bool _lastIsPoor;

    /// <summary>Opens the root, which must be there.</summary>
    /// <param name="root">Its path.</param>
    /// <param name="mode">What may be expected there.</param>
    /// <param name="replacesNothing">Must nothing be replaced that is there, however late it has come?</param>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    internal TargetTree(ReadOnlySpan<byte> root, WriteMode mode, bool replacesNothing = false)
    {
        _chain = new DirectoryChain(root);
        _linkChain = new DirectoryChain(root);
        Mode = mode;
        ReplacesNothing = replacesNothing;
    }

    /// <summary>What may be expected there.</summary>
    internal WriteMode Mode { get; }

    /// <summary>Must nothing be replaced that is there, however late it has come?</summary>
    internal bool ReplacesNothing { get; }

    /// <summary>Gives a file that was made under a temporary name beside its place that place.</summary>
    /// <exception cref="LinuxException">It failed; the temporary name is gone then.</exception>
    internal void PutInPlace(in PathAt temporary, in PathAt place)
    {
        if (ReplacesNothing)
        {
            NameReplacement.PutWhereFree(temporary, place);
        }
        else
        {
            NameReplacement.Replace(temporary, place);
        }
    }

    /// <summary>The directory itself; null when it is not there.</summary>
    /// <exception cref="LinuxException">Something on the way is no directory.</exception>
    internal SafeFileHandle? TryOpen(ManifestEntry directory) => _chain.TryOpen(directory.Path);

    /// <summary>Where an entry lies; null when its directory is not there. Holds until the next call.</summary>
    /// <exception cref="LinuxException">Something on the way is no directory.</exception>
    internal bool TryFind(ManifestEntry entry, out PathAt at)
    {
        SafeFileHandle? directory = _chain.TryOpen(Parent(entry.Path));
        at = directory is null ? default : At(directory, entry.Path);
        return directory is not null;
    }

    /// <summary>Where an entry lies. Holds until the next call.</summary>
    /// <exception cref="LinuxException">Its directory is not there, or something on the way is no directory.</exception>
    internal PathAt Find(ManifestEntry entry) =>
        TryFind(entry, out PathAt at) ? at : throw new LinuxException("find the directory of", entry.Path, Errno.NoEntry);

    /// <summary>Where the first name of a further hard link lies; <see cref="Find"/>'s answer holds on.</summary>
    /// <exception cref="LinuxException">It is not there, or its path is not a plain one.</exception>
    internal PathAt FindFirstLink(ManifestEntry link)
    {
        if (!BytePath.IsValid(link.HardLinkTo) || link.HardLinkTo.Length == 1)
        {
            throw new LinuxException("find", link.HardLinkTo, Errno.Invalid);
        }
        SafeFileHandle directory = _linkChain.TryOpen(Parent(link.HardLinkTo)) ?? throw new LinuxException("find", link.HardLinkTo, Errno.NoEntry);
        return At(directory, link.HardLinkTo);
    }

    /// <summary>
    /// A free name beside a place, for what is to be put there. It is the same for a place each time, so that what a killed restore has left
    /// under it is removed by the one that repeats it.
    /// </summary>
    /// <exception cref="LinuxException">Something is in the way that cannot be removed.</exception>
    internal static byte[] TemporaryNameFor(in PathAt at)
    {
        byte[] name = Encoding.ASCII.GetBytes($".monitas-{Convert.ToHexStringLower(SHA256.HashData(at.Name).AsSpan(0, 16))}");
        LinuxDirectory.Remove(new PathAt(at.Directory, name, at.Shown));
        return name;
    }

    /// <summary>Does the directory's file system keep names, content and times only?</summary>
    internal bool IsPoor(SafeFileHandle directory)
    {
        if (!ReferenceEquals(directory, _lastDirectory))
        {
            _lastIsPoor = LinuxMount.FileSystemType(directory, default) is FileSystemMagic.Fat or FileSystemMagic.ExFat;
            _lastDirectory = directory;
        }
        return _lastIsPoor;
    }

    /// <summary>Closes all directories.</summary>
    public void Dispose()
    {
        _chain.Dispose();
        _linkChain.Dispose();
    }

    private static ReadOnlySpan<byte> Parent(ReadOnlySpan<byte> path)
    {
        int slash = path.LastIndexOf((byte)'/');
        return slash == 0 ? path[..1] : path[..slash];
    }

    private static PathAt At(SafeFileHandle directory, ReadOnlySpan<byte> path) =>
        new(directory, path[(path.LastIndexOf((byte)'/') + 1)..], path);
}
