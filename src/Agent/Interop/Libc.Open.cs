using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>open(2) by an absolute or relative path; an invalid handle on failure.</summary>
    [LibraryImport(Name, EntryPoint = "open", SetLastError = true)]
    internal static partial SafeFileHandle Open(byte* path, int flags, uint mode);
}
