using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>fremovexattr(2).</summary>
    [LibraryImport(Name, EntryPoint = "fremovexattr", SetLastError = true)]
    internal static partial int FRemoveXAttr(SafeFileHandle file, byte* name);
}
