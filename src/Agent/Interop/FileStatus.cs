namespace Monitas.Agent.Interop;

/// <summary>What statx(2) says about a file.</summary>
internal readonly record struct FileStatus
{
    /// <summary>S_IFMT: the bits of <see cref="RawMode"/> that say the type.</summary>
    internal const int TypeMask = 0xF000;

    /// <summary>S_IFREG.</summary>
    internal const int RegularType = 0x8000;

    /// <summary>S_IFDIR.</summary>
    internal const int DirectoryType = 0x4000;

    /// <summary>S_IFLNK.</summary>
    internal const int SymbolicLinkType = 0xA000;

    /// <summary>S_IFCHR.</summary>
    internal const int CharacterDeviceType = 0x2000;

    /// <summary>S_IFBLK.</summary>
    internal const int BlockDeviceType = 0x6000;

    /// <summary>S_IFIFO.</summary>
    internal const int FifoType = 0x1000;

    /// <summary>S_IFSOCK.</summary>
    internal const int SocketType = 0xC000;

    /// <summary>Type and permission bits as the kernel has them.</summary>
    internal required int RawMode { get; init; }

    /// <summary>The type: one of the constants above.</summary>
    internal int Type => RawMode & TypeMask;

    /// <summary>Permission, set-id and sticky bits.</summary>
    internal int Permissions => RawMode & 0xFFF;

    /// <summary>Is it a directory?</summary>
    internal bool IsDirectory => Type == DirectoryType;

    /// <summary>Is it a regular file?</summary>
    internal bool IsRegular => Type == RegularType;

    /// <summary>The owner.</summary>
    internal required uint Uid { get; init; }

    /// <summary>The group.</summary>
    internal required uint Gid { get; init; }

    /// <summary>The number of hard links.</summary>
    internal required uint Links { get; init; }

    /// <summary>The length in bytes.</summary>
    internal required long SizeBytes { get; init; }

    /// <summary>What the file takes on its medium, in bytes.</summary>
    internal required long AllocatedBytes { get; init; }

    /// <summary>
    /// Last change of content, in nanoseconds since 1970; the least or greatest number when it lies beyond the years 1677 to 2262, which 64 bits hold.
    /// </summary>
    internal required long MtimeNs { get; init; }

    /// <summary>Last change of the inode, in nanoseconds since 1970.</summary>
    internal required long CtimeNs { get; init; }

    /// <summary>Birth in nanoseconds since 1970; 0 when not known.</summary>
    internal required long BirthNs { get; init; }

    /// <summary>The device that holds it: major in the upper, minor in the lower 32 bits.</summary>
    internal required ulong Device { get; init; }

    /// <summary>The inode's number.</summary>
    internal required ulong Inode { get; init; }

    /// <summary>A device node's major number.</summary>
    internal required uint NodeMajor { get; init; }

    /// <summary>A device node's minor number.</summary>
    internal required uint NodeMinor { get; init; }

    /// <summary>STATX_ATTR_NODUMP: chattr +d, the owner wants no backup of it.</summary>
    internal bool IsNoDump => (Attributes & 0x40) != 0;

    /// <summary>STATX_ATTR_ENCRYPTED: the file system encrypts it (fscrypt).</summary>
    internal bool IsEncrypted => (Attributes & 0x800) != 0;

    /// <summary>STATX_ATTR_VERITY: sealed by fs-verity.</summary>
    internal bool IsVerity => (Attributes & 0x10_0000) != 0;

    /// <summary>stx_attributes: what the file system says of chattr's flags and the like.</summary>
    internal ulong Attributes { get; init; }

    /// <summary>The number of the mount that it was reached through, as in /proc/self/mountinfo; 0 when the kernel does not say.</summary>
    internal required ulong MountId { get; init; }
}
