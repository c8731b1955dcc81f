using System;
using System.Collections.Generic;
using System.Text;
using Monitas.Agent.Interop;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Decides what becomes of an entry where the target holds something already, and remembers it for the second pass. Two entries of one kind with the
/// same length and time count as the same. With <see cref="ConflictMode.KeepBoth"/> what comes to the chosen name after the decision is not
/// replaced either (<see cref="TargetTree.ReplacesNothing"/>): that entry fails. Not thread safe.
/// </summary>
/// <param name="target">Where it is restored to.</param>
/// <param name="mode">What the sysadmin wants.</param>
internal sealed class ConflictResolver(TargetTree target, ConflictMode mode)
{
    private const int MaxNameBytes = 255;
    private const int MaxCopies = 10_000;

    /// <summary>By the archive's path: the path that it got instead, or none when what is there stays.</summary>
    private readonly Dictionary<byte[], byte[]> _decided = new(PathComparer.Instance);

    /// <summary>Names beside that were given away; the files may not be in their places yet.</summary>
    private readonly HashSet<byte[]> _given = new(PathComparer.Instance);

    /// <summary>How many entries were left as they are.</summary>
    internal long Kept { get; private set; }

    /// <summary>How many entries got another name.</summary>
    internal long PutBeside { get; private set; }

    /// <summary>The entry as it is to be written; null when what is there stays.</summary>
    /// <exception cref="LinuxException">The target cannot be looked at, or no name is free.</exception>
    internal ManifestEntry? Resolve(ManifestEntry entry)
    {
        if (mode == ConflictMode.Overwrite || entry.Path.Length == 1)
        {
            return entry;
        }
        if (Existing(entry) is { } there)
        {
            bool stays = mode == ConflictMode.KeepNewer
                ? there.MtimeNs > entry.MtimeNs
                : entry.Kind == EntryKind.Directory || IsSame(entry, there);
            if (stays)
            {
                Kept += entry.Kind == EntryKind.Directory ? 0 : 1;
                _decided[entry.Path] = [];
            }
            else if (mode == ConflictMode.KeepBoth)
            {
                _decided[entry.Path] = NameBeside(entry);
            }
        }
        return Placed(entry);
    }

    /// <summary>The same answer as before.</summary>
    internal ManifestEntry? Placed(ManifestEntry entry)
    {
        if (_decided.TryGetValue(entry.Path, out byte[]? path))
        {
            if (path.Length == 0)
            {
                return null;
            }
            entry = entry with { Path = path };
        }
        return entry.HardLinkTo.Length > 0 && _decided.TryGetValue(entry.HardLinkTo, out byte[]? first) && first.Length > 0
            ? entry with { HardLinkTo = first }
            : entry;
    }

    /// <summary>"NAME.restored", or with "-2", "-3" and so on behind it; a copy that an earlier, broken restore has put there is left as it is.</summary>
    private byte[] NameBeside(ManifestEntry entry)
    {
        int slash = entry.Path.AsSpan().LastIndexOf((byte)'/');
        for (int number = 1; number <= MaxCopies; number++)
        {
            byte[] suffix = Encoding.ASCII.GetBytes(number == 1 ? ".restored" : $".restored-{number}");
            int nameLength = Math.Min(entry.Path.Length - slash - 1, MaxNameBytes - suffix.Length);
            byte[] path = [.. entry.Path.AsSpan(0, slash + 1 + nameLength), .. suffix];
            if (_given.Contains(path))
            {
                continue;
            }
            if (Existing(entry with { Path = path }) is not { } there)
            {
                PutBeside++;
                _given.Add(path);
                return path;
            }
            if (IsSame(entry, there))
            {
                Kept++;
                return [];
            }
        }
        throw new LinuxException("find a free name beside", entry.Path, Errno.Exists);
    }

    private FileStatus? Existing(ManifestEntry entry) => target.TryFind(entry, out PathAt at) ? LinuxStatus.TryGet(at) : null;

    private static bool IsSame(ManifestEntry entry, FileStatus there)
    {
        bool isSameKind = entry.Kind switch
        {
            EntryKind.File => there.IsRegular && there.SizeBytes == entry.SizeBytes,
            EntryKind.Directory => there.IsDirectory,
            EntryKind.SymbolicLink => there.Type == FileStatus.SymbolicLinkType && there.SizeBytes == entry.LinkTarget.Length,
            EntryKind.CharacterDevice => there.Type == FileStatus.CharacterDeviceType,
            EntryKind.BlockDevice => there.Type == FileStatus.BlockDeviceType,
            EntryKind.Fifo => there.Type == FileStatus.FifoType,
            _ => there.Type == FileStatus.SocketType,
        };
        return isSameKind && there.MtimeNs == entry.MtimeNs;
    }
}
