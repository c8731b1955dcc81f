using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>llistxattr(2): names one after the other, each ended by NUL.</summary>
    [LibraryImport(Name, EntryPoint = "llistxattr", SetLastError = true)]
    internal static partial nint LListXAttr(byte* path, byte* list, nint size);
}
