using System.Collections.Generic;

namespace Monitas.Imaging.Manifests;

/// <summary>One file system entry of an archive, with all its metadata and where its content lies.</summary>
public sealed record ManifestEntry
{
    /// <summary>The absolute path as bytes, such as "/etc/fstab"; "/" is the root. Never ends with "/" otherwise.</summary>
    public required byte[] Path { get; init; }

    /// <summary>What it is.</summary>
    public required EntryKind Kind { get; init; }

    /// <summary>Permission, set-id and sticky bits: st_mode &amp; 07777.</summary>
    public required int Mode { get; init; }

    /// <summary>The owner's number.</summary>
    public required uint Uid { get; init; }

    /// <summary>The group's number.</summary>
    public required uint Gid { get; init; }

    /// <summary>The owner's name as bytes; empty when the number has none.</summary>
    public byte[] UserName { get; init; } = [];

    /// <summary>The group's name as bytes; empty when the number has none.</summary>
    public byte[] GroupName { get; init; } = [];

    /// <summary>Last change of content: nanoseconds since 1970-01-01 UTC.</summary>
    public required long MtimeNs { get; init; }

    /// <summary>Last change of the inode in nanoseconds since 1970; only for "has it changed?", never restored.</summary>
    public long CtimeNs { get; init; }

    /// <summary>The inode's birth in nanoseconds since 1970; 0 when the file system has none. Recorded, never restored.</summary>
    public long BirthNs { get; init; }

    /// <summary>st_dev at backup time; only for "has it changed?".</summary>
    public ulong Device { get; init; }

    /// <summary>st_ino at backup time; only for "has it changed?".</summary>
    public ulong Inode { get; init; }

    /// <summary>The length of a regular file in bytes, holes included; 0 for all else.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The target of a symbolic link as bytes; empty for all else.</summary>
    public byte[] LinkTarget { get; init; } = [];

    /// <summary>
    /// The path of the first entry (in path order) with the same inode, when this one is a further hard link; empty otherwise.
    /// A further link has no spans and no xattrs of its own: all it has is in the first.
    /// </summary>
    public byte[] HardLinkTo { get; init; } = [];

    /// <summary>The major number of a device node.</summary>
    public uint DeviceMajor { get; init; }

    /// <summary>The minor number of a device node.</summary>
    public uint DeviceMinor { get; init; }

    /// <summary>The inode flags that are kept (FS_IOC_GETFLAGS: immutable, append, nodump, noatime, nocow ...); 0 when none.</summary>
    public uint InodeFlags { get; init; }

    /// <summary>All extended attributes in byte order of their names: ACLs, capabilities and SELinux labels are among them.</summary>
    public IReadOnlyList<ExtendedAttribute> ExtendedAttributes { get; init; } = [];

    /// <summary>Where the content lies, in order of file offset, without overlap; what no span covers is a hole of zeros.</summary>
    public IReadOnlyList<ContentSpan> Spans { get; init; } = [];

    /// <summary>The file would not hold still while it was read: its content may be mixed from several moments.</summary>
    public bool Inconsistent { get; init; }
}

/// <summary>One extended attribute.</summary>
/// <param name="Name">The full name as bytes, such as "security.capability".</param>
/// <param name="Value">The raw value.</param>
public sealed record ExtendedAttribute(byte[] Name, byte[] Value);

/// <summary>The kinds of file system entry.</summary>
public enum EntryKind : byte
{
    /// <summary>A regular file.</summary>
    File = 1,

    /// <summary>A directory.</summary>
    Directory = 2,

    /// <summary>A symbolic link.</summary>
    SymbolicLink = 3,

    /// <summary>A character device.</summary>
    CharacterDevice = 4,

    /// <summary>A block device.</summary>
    BlockDevice = 5,

    /// <summary>A named pipe.</summary>
    Fifo = 6,

    /// <summary>A socket. Restored onto an empty disk only: on a running system its program makes it anew.</summary>
    Socket = 7,
}
