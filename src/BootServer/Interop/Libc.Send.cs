using System;
using System.Runtime.InteropServices;

namespace Monitas.BootServer.Interop;

internal static partial class Libc
{
    /// <summary>send(2).</summary>
    /// <param name="descriptor">A connected socket.</param>
    /// <param name="buffer">The datagram.</param>
    /// <param name="length">The length of <paramref name="buffer"/>.</param>
    /// <param name="flags">As <see cref="DoNotWait"/>.</param>
    /// <returns>The bytes sent.</returns>
    [LibraryImport(Library, EntryPoint = "send", SetLastError = true)]
    internal static partial nint Send(int descriptor, ReadOnlySpan<byte> buffer, nint length, int flags);
}
