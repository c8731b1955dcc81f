using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>utimensat(2): two times, access then modification.</summary>
    [LibraryImport(Name, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int UTimeNsAt(SafeFileHandle directory, byte* name, TimeSpec* times, int flags);
}
