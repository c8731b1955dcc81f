using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>fchmodat(2): follows a symbolic link unless the C library and kernel know AT_SYMLINK_NOFOLLOW.</summary>
    [LibraryImport(Name, EntryPoint = "fchmodat", SetLastError = true)]
    internal static partial int FChModAt(SafeFileHandle directory, byte* name, uint mode, int flags);
}
