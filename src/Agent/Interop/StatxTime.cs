using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>struct statx_timestamp of linux/stat.h.</summary>
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct StatxTime
{
    /// <summary>Seconds since 1970-01-01 UTC; negative before.</summary>
    internal long Seconds;

    /// <summary>Nanoseconds within the second, 0 to 999,999,999.</summary>
    internal uint Nanoseconds;
}
