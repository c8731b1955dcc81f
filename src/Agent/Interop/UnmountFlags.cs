using System;

namespace Monitas.Agent.Interop;

/// <summary>Flags of umount2(2).</summary>
[Flags]
internal enum UnmountFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>MNT_FORCE.</summary>
    Force = 1,

    /// <summary>MNT_DETACH: out of sight at once, gone when nobody uses it any more.</summary>
    Detach = 2,

    /// <summary>UMOUNT_NOFOLLOW: a symbolic link is no mount point.</summary>
    NoFollow = 8,
}
