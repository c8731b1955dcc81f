using System;

namespace Monitas.Agent.Interop;

/// <summary>Flags of mount(2).</summary>
[Flags]
internal enum MountFlags : ulong
{
    /// <summary>Read and write.</summary>
    None = 0,

    /// <summary>MS_RDONLY.</summary>
    ReadOnly = 1,

    /// <summary>MS_NOSUID.</summary>
    NoSetId = 2,

    /// <summary>MS_NODEV.</summary>
    NoDevices = 4,

    /// <summary>MS_NOEXEC.</summary>
    NoExecution = 8,

    /// <summary>MS_REMOUNT.</summary>
    Remount = 0x20,

    /// <summary>MS_NOATIME.</summary>
    NoAccessTime = 0x400,

    /// <summary>MS_BIND.</summary>
    Bind = 0x1000,

    /// <summary>MS_MOVE.</summary>
    Move = 0x2000,

    /// <summary>MS_REC.</summary>
    Recursive = 0x4000,

    /// <summary>MS_PRIVATE.</summary>
    Private = 0x4_0000,

    /// <summary>MS_SLAVE.</summary>
    Slave = 0x8_0000,
}
