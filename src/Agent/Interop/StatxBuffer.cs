using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>struct statx of linux/stat.h, 256 bytes; only the fields that are used have names.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatxBuffer
{
    /// <summary>stx_mask: which fields the kernel has filled.</summary>
    [FieldOffset(0)] internal uint Mask;

    /// <summary>stx_attributes: immutable, append and so on.</summary>
    [FieldOffset(8)] internal ulong Attributes;

    /// <summary>stx_nlink.</summary>
    [FieldOffset(16)] internal uint Links;

    /// <summary>stx_uid.</summary>
    [FieldOffset(20)] internal uint Uid;

    /// <summary>stx_gid.</summary>
    [FieldOffset(24)] internal uint Gid;

    /// <summary>stx_mode: type and permission bits.</summary>
    [FieldOffset(28)] internal ushort Mode;

    /// <summary>stx_ino.</summary>
    [FieldOffset(32)] internal ulong Inode;

    /// <summary>stx_size in bytes.</summary>
    [FieldOffset(40)] internal ulong Size;

    /// <summary>stx_blocks of 512 bytes.</summary>
    [FieldOffset(48)] internal ulong Blocks;

    /// <summary>stx_btime.</summary>
    [FieldOffset(80)] internal StatxTime Birth;

    /// <summary>stx_ctime.</summary>
    [FieldOffset(96)] internal StatxTime Change;

    /// <summary>stx_mtime.</summary>
    [FieldOffset(112)] internal StatxTime Modification;

    /// <summary>stx_rdev_major.</summary>
    [FieldOffset(128)] internal uint NodeMajor;

    /// <summary>stx_rdev_minor.</summary>
    [FieldOffset(132)] internal uint NodeMinor;

    /// <summary>stx_dev_major.</summary>
    [FieldOffset(136)] internal uint DeviceMajor;

    /// <summary>stx_dev_minor.</summary>
    [FieldOffset(140)] internal uint DeviceMinor;

    /// <summary>stx_mnt_id; only with STATX_MNT_ID in the mask (Linux 5.8).</summary>
    [FieldOffset(144)] internal ulong MountId;
}
