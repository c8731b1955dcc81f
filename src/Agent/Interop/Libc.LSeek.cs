using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>lseek(2), also with SEEK_DATA and SEEK_HOLE.</summary>
    [LibraryImport(Name, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long LSeek(SafeFileHandle file, long offset, int whence);
}
