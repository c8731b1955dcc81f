using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>MSG_DONTWAIT.</summary>
    internal const int DoNotWait = 0x40;

    /// <summary>sendmmsg(2).</summary>
    /// <param name="descriptor">A connected datagram socket.</param>
    /// <param name="messages">The first <see cref="MultiMessage"/>, in memory that does not move.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="flags">As <see cref="DoNotWait"/>.</param>
    /// <returns>How many were sent: fewer when there was no room or one failed, and -1 when it was the first.</returns>
    [LibraryImport(Library, EntryPoint = "sendmmsg", SetLastError = true)]
    internal static partial int SendMessages(int descriptor, nint messages, uint count, int flags);
}
