using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>open_tree(2), which glibc wraps since 2.36 only; so by syscall(2). An invalid handle on failure.</summary>
    [LibraryImport(Name, EntryPoint = "syscall", SetLastError = true)]
    internal static partial SafeFileHandle OpenTree(long number, SafeFileHandle directory, byte* path, uint flags);
}
