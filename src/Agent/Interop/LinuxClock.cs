using System;

namespace Monitas.Agent.Interop;

/// <summary>The machine's clock.</summary>
internal static class LinuxClock
{
    private const int RealTime = 0;

    /// <summary>Sets the system clock (not the hardware's).</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Set(DateTimeOffset time)
    {
        long ticks = time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks;
        TimeSpec spec = new()
        {
            Seconds = ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick,
        };
        LinuxName.Check(Libc.ClockSetTime(RealTime, spec), "set the clock", default);
    }
}
