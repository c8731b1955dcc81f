using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>syncfs(2).</summary>
    [LibraryImport(Name, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFs(SafeFileHandle file);
}
