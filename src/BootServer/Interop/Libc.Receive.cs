using System;
using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>recv(2).</summary>
    /// <param name="descriptor">A socket.</param>
    /// <param name="buffer">Takes the datagram; the rest of a longer one is lost.</param>
    /// <param name="length">The length of <paramref name="buffer"/>.</param>
    /// <param name="flags">As <see cref="DoNotWait"/>.</param>
    /// <returns>The datagram's length in bytes.</returns>
    [LibraryImport(Library, EntryPoint = "recv", SetLastError = true)]
    internal static partial nint Receive(int descriptor, Span<byte> buffer, nint length, int flags);
}
