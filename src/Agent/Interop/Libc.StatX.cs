using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>statx(2).</summary>
    [LibraryImport(Name, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatX(SafeFileHandle directory, byte* name, int flags, uint mask, StatxBuffer* buffer);
}
