using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>fsetxattr(2).</summary>
    [LibraryImport(Name, EntryPoint = "fsetxattr", SetLastError = true)]
    internal static partial int FSetXAttr(SafeFileHandle file, byte* name, byte* value, nint size, int flags);
}
