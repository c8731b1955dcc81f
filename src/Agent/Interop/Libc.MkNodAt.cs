using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>mknodat(2).</summary>
    [LibraryImport(Name, EntryPoint = "mknodat", SetLastError = true)]
    internal static partial int MkNodAt(SafeFileHandle directory, byte* name, uint mode, ulong device);
}
