using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>mount(2).</summary>
    [LibraryImport(Name, EntryPoint = "mount", SetLastError = true)]
    internal static partial int Mount(byte* source, byte* target, byte* type, nuint flags, byte* data);
}
