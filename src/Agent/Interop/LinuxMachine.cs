namespace Monitas.Agent.Interop;

/// <summary>Calls about the whole machine.</summary>
internal static unsafe class LinuxMachine
{
    private const int RebootCommand = 0x0123_4567;
    private const int PowerOffCommand = 0x4321_FEDC;

    private const int OpenFilesResource = 7;

    /// <summary>How many files this process may have open at a time (RLIMIT_NOFILE).</summary>
    /// <exception cref="LinuxException">It cannot be asked.</exception>
    internal static ulong OpenFilesLimit()
    {
        ulong* limits = stackalloc ulong[2];
        LinuxName.Check(Libc.GetRLimit(OpenFilesResource, limits), "ask for the limit of open files", default);
        return limits[0];
    }

    /// <summary>Writes out every file system.</summary>
    internal static void Sync() => Libc.Sync();

    /// <summary>Restarts the machine at once: sync and unmount first.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Restart() => LinuxName.Check(Libc.Reboot(RebootCommand), "restart the machine", default);

    /// <summary>Switches the machine off at once: sync and unmount first.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void PowerOff() => LinuxName.Check(Libc.Reboot(PowerOffCommand), "switch the machine off", default);
}
