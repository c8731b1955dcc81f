using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Stops all writing to a file system for a moment, as fsfreeze(8) does.</summary>
internal static unsafe class LinuxFreeze
{
    private const nuint FreezeRequest = 0xC004_5877;
    private const nuint ThawRequest = 0xC004_5878;

    /// <summary>Freezes: everything is written out, and who writes waits from now on.</summary>
    /// <exception cref="LinuxException">It failed; such as: it is frozen already.</exception>
    internal static void Freeze(SafeFileHandle directory, string shown)
    {
        int unused = 0;
        if (Libc.IoCtl(directory, FreezeRequest, &unused) != 0)
        {
            throw LinuxException.Last("freeze", Encoding.UTF8.GetBytes(shown));
        }
    }

    /// <summary>Thaws; false when it was not frozen.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static bool Thaw(SafeFileHandle directory, string shown)
    {
        int unused = 0;
        if (Libc.IoCtl(directory, ThawRequest, &unused) == 0)
        {
            return true;
        }
        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.Invalid ? false : throw new LinuxException("thaw", Encoding.UTF8.GetBytes(shown), errno);
    }
}
