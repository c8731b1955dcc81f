using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>lsetxattr(2).</summary>
    [LibraryImport(Name, EntryPoint = "lsetxattr", SetLastError = true)]
    internal static partial int LSetXAttr(byte* path, byte* name, byte* value, nint size, int flags);
}
