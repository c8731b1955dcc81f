using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>fallocate(2).</summary>
    [LibraryImport(Name, EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(SafeFileHandle file, int mode, long offset, long length);
}
