using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>sendmsg(2).</summary>
    /// <param name="descriptor">A connected datagram socket.</param>
    /// <param name="message">A struct msghdr, as <see cref="MultiMessage"/> begins with, in memory that does not move.</param>
    /// <param name="flags">As <see cref="DoNotWait"/>.</param>
    /// <returns>The bytes sent.</returns>
    [LibraryImport(Library, EntryPoint = "sendmsg", SetLastError = true)]
    internal static partial nint SendMessage(int descriptor, nint message, int flags);
}
