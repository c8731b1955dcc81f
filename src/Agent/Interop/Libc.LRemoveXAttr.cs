using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>lremovexattr(2).</summary>
    [LibraryImport(Name, EntryPoint = "lremovexattr", SetLastError = true)]
    internal static partial int LRemoveXAttr(byte* path, byte* name);
}
