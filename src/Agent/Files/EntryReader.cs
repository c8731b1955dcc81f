using System;
using System.Collections.Generic;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Files;

/// <summary>
/// Turns what a walk has come to into manifest entries, without their content. It remembers hard links, so it must see the entries in
/// the order of the walk, and one reader serves one walk. Not thread safe.
/// </summary>
/// <param name="users">Names of owners.</param>
/// <param name="groups">Names of groups.</param>
internal sealed class EntryReader(AccountNames users, AccountNames groups)
{
    private readonly LostProperty _encrypted = new();
    private readonly LostProperty _sealed = new();
    private readonly LostProperty _early = new();
    private readonly LostProperty _late = new();
    private readonly LostProperty _caseless = new();
    private readonly Dictionary<(ulong Device, ulong Inode), FirstName> _firstLinks = [];

    /// <summary>
    /// The path of the first entry with this inode, when this is a further hard link to it; empty otherwise. Must be asked once for
    /// each entry that goes into the manifest.
    /// </summary>
    internal byte[] FirstLink(WalkedFile file)
    {
        if (file.Status.Links < 2 || file.Status.IsDirectory)
        {
            return [];
        }
        (ulong, ulong) inode = (file.Status.Device, file.Status.Inode);
        if (!_firstLinks.TryGetValue(inode, out FirstName first))
        {
            _firstLinks.Add(inode, new FirstName(file.Path, file.Status.Links - 1));
            return [];
        }
        if (first.ToCome <= 1)
        {
            // All names were seen: so a tree of a million linked files does not stay in memory.
            _firstLinks.Remove(inode);
        }
        else
        {
            _firstLinks[inode] = first with { ToCome = first.ToCome - 1 };
        }
        return first.Path;
    }

    /// <summary>The file does not go into the manifest after all: a later link to it becomes the first.</summary>
    internal void ForgetLink(WalkedFile file)
    {
        (ulong, ulong) inode = (file.Status.Device, file.Status.Inode);
        if (_firstLinks.TryGetValue(inode, out FirstName first) && ReferenceEquals(first.Path, file.Path))
        {
            _firstLinks.Remove(inode);
        }
    }

    /// <summary>A further hard link: all else is in the first.</summary>
    internal ManifestEntry ReadFurtherLink(WalkedFile file, byte[] first) => Basic(file, file.Status) with { HardLinkTo = first };

    /// <summary>An entry that <paramref name="before"/> still describes: nothing but the status is read.</summary>
    internal ManifestEntry ReadUnchanged(WalkedFile file, ManifestEntry before)
    {
        _caseless.Count(file.Path, (before.InodeFlags & LinuxInodeFlags.CaseFold) != 0);
        return Basic(file, file.Status) with
        {
            LinkTarget = before.LinkTarget,
            InodeFlags = before.InodeFlags,
            ExtendedAttributes = before.ExtendedAttributes,
            Spans = before.Spans,
        };
    }

    /// <summary>Reads all metadata of something that is no regular file; null when it has vanished.</summary>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    internal ManifestEntry? Read(WalkedFile file)
    {
        ManifestEntry entry = Basic(file, file.Status) with { ExtendedAttributes = Attributes(file) };
        switch (entry.Kind)
        {
            case EntryKind.SymbolicLink:
                byte[]? target = LinuxDirectory.TryReadLink(file.At);
                return target is null ? null : entry with { LinkTarget = target };
            case EntryKind.Directory:
                using (SafeFileHandle? directory = TryOpen(file, OpenFlags.Directory))
                {
                    return directory is null ? null : entry with { InodeFlags = DirectoryFlags(file, directory) };
                }
            case EntryKind.CharacterDevice or EntryKind.BlockDevice:
                return entry with { DeviceMajor = file.Status.NodeMajor, DeviceMinor = file.Status.NodeMinor };
            default:
                return entry;
        }
    }

    /// <summary>Reads all metadata of a regular file that is open; the content comes apart.</summary>
    /// <param name="file">Where it was found.</param>
    /// <param name="content">The file, from <see cref="TryOpenContent"/>.</param>
    /// <param name="status">Its status at the moment that the entry is to describe.</param>
    /// <exception cref="LinuxException">It cannot be read.</exception>
    internal ManifestEntry ReadRegular(WalkedFile file, SafeFileHandle content, FileStatus status) => Basic(file, status) with
    {
        SizeBytes = status.SizeBytes,
        ExtendedAttributes = Attributes(file),
        InodeFlags = Flags(content),
    };

    /// <summary>Opens a regular file for reading; null when it has vanished or is no regular file any more.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    internal static SafeFileHandle? TryOpenContent(WalkedFile file)
    {
        SafeFileHandle? content = TryOpen(file, OpenFlags.NonBlock);
        if (content is null || LinuxStatus.Get(content, file.Path).IsRegular)
        {
            return content;
        }
        content.Dispose();
        return null;
    }

    /// <summary>The first name of an inode, and how many further names have not been seen yet.</summary>
    private readonly record struct FirstName(byte[] Path, uint ToCome);

    private static SafeFileHandle? TryOpen(WalkedFile file, OpenFlags more)
    {
        OpenFlags flags = OpenFlags.ReadOnly | OpenFlags.NoFollow | more;
        try
        {
            return LinuxFile.TryOpen(file.At, flags | OpenFlags.NoAccessTime);
        }
        catch (LinuxException failure) when (failure.ErrorNumber == Errno.NotPermitted)
        {
            return LinuxFile.TryOpen(file.At, flags);
        }
    }

    /// <summary>Tells once, with how many files it is about, what no archive can hold.</summary>
    internal void TellWhatIsNotKept(IWalkNotes notes)
    {
        _encrypted.Tell(notes, "encrypted by their file system (fscrypt): the archive holds their plain bytes, and a restore does not encrypt them again");
        _sealed.Tell(notes, "sealed by fs-verity: a restore gives their bytes without the seal");
        _early.Tell(notes, "dated before 1677-09-21: archives know no earlier time, so that date is kept instead");
        _late.Tell(notes, "dated after 2262-04-11: archives know no later time, so that date is kept instead");
        _caseless.Tell(notes, "directories that take upper and lower case for the same (casefold): a restore makes ordinary directories");
    }

    private ManifestEntry Basic(WalkedFile file, FileStatus status)
    {
        _encrypted.Count(file.Path, status.IsEncrypted);
        _sealed.Count(file.Path, status.IsVerity);
        _early.Count(file.Path, status.MtimeNs == long.MinValue);
        _late.Count(file.Path, status.MtimeNs == long.MaxValue);
        return Plain(file, status);
    }

    private ManifestEntry Plain(WalkedFile file, FileStatus status) => new()
    {
        Path = file.Path,
        Kind = KindOf(status.Type),
        Mode = status.Permissions,
        Uid = status.Uid,
        Gid = status.Gid,
        UserName = users.Find(status.Uid),
        GroupName = groups.Find(status.Gid),
        MtimeNs = status.MtimeNs,
        CtimeNs = status.CtimeNs,
        BirthNs = status.BirthNs,
        Device = status.Device,
        Inode = status.Inode,
        SizeBytes = status.IsRegular ? status.SizeBytes : 0,
    };

    private uint DirectoryFlags(WalkedFile file, SafeFileHandle directory)
    {
        uint flags = LinuxInodeFlags.TryGet(directory) ?? 0;
        _caseless.Count(file.Path, (flags & LinuxInodeFlags.CaseFold) != 0);
        return flags & (LinuxInodeFlags.Kept | LinuxInodeFlags.CaseFold);
    }

    private static uint Flags(SafeFileHandle file) => (LinuxInodeFlags.TryGet(file) ?? 0) & LinuxInodeFlags.Kept;

    private static ExtendedAttribute[] Attributes(WalkedFile file)
    {
        List<KeyValuePair<byte[], byte[]>> found = LinuxExtendedAttributes.Get(file.At);
        if (found.Count == 0)
        {
            return [];
        }
        ExtendedAttribute[] attributes = new ExtendedAttribute[found.Count];
        for (int i = 0; i < attributes.Length; i++)
        {
            attributes[i] = new ExtendedAttribute(found[i].Key, found[i].Value);
        }
        Array.Sort(attributes, (left, right) => left.Name.AsSpan().SequenceCompareTo(right.Name));
        return attributes;
    }

    private static EntryKind KindOf(int type) => type switch
    {
        FileStatus.RegularType => EntryKind.File,
        FileStatus.DirectoryType => EntryKind.Directory,
        FileStatus.SymbolicLinkType => EntryKind.SymbolicLink,
        FileStatus.CharacterDeviceType => EntryKind.CharacterDevice,
        FileStatus.BlockDeviceType => EntryKind.BlockDevice,
        FileStatus.FifoType => EntryKind.Fifo,
        FileStatus.SocketType => EntryKind.Socket,
        _ => throw new LinuxException("tell the type of", default, Errno.Invalid),
    };
}
