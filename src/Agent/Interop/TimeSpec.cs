using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

/// <summary>struct timespec.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TimeSpec
{
    /// <summary>The value of <see cref="Nanoseconds"/> that leaves a time as it is (UTIME_OMIT).</summary>
    internal const long Omit = (1L << 30) - 2;

    /// <summary>Seconds since 1970-01-01 UTC; negative before.</summary>
    internal long Seconds;

    /// <summary>Nanoseconds within the second, 0 to 999,999,999, or <see cref="Omit"/>.</summary>
    internal long Nanoseconds;
}
