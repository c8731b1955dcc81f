using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>lgetxattr(2).</summary>
    [LibraryImport(Name, EntryPoint = "lgetxattr", SetLastError = true)]
    internal static partial nint LGetXAttr(byte* path, byte* name, byte* value, nint size);
}
