using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>struct statfs of x86-64, 120 bytes.</summary>
[StructLayout(LayoutKind.Explicit, Size = 120)]
internal struct StatFsBuffer
{
    /// <summary>f_type: the file system's magic number.</summary>
    [FieldOffset(0)] internal long Type;

    /// <summary>f_bsize: the block size in bytes.</summary>
    [FieldOffset(8)] internal long BlockSize;

    /// <summary>f_blocks: the number of blocks.</summary>
    [FieldOffset(16)] internal ulong Blocks;

    /// <summary>f_bavail: blocks free for everyone.</summary>
    [FieldOffset(32)] internal ulong AvailableBlocks;
}
