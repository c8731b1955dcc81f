using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>flistxattr(2): names one after the other, each ended by NUL.</summary>
    [LibraryImport(Name, EntryPoint = "flistxattr", SetLastError = true)]
    internal static partial nint FListXAttr(SafeFileHandle file, byte* list, nint size);
}
