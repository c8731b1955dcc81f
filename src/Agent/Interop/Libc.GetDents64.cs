using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>getdents64(2): fills the buffer with linux_dirent64 records; 0 at the end, -1 on failure.</summary>
    [LibraryImport(Name, EntryPoint = "getdents64", SetLastError = true)]
    internal static partial nint GetDents64(SafeFileHandle directory, byte* buffer, nint count);
}
