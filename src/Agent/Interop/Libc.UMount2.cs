using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>umount2(2).</summary>
    [LibraryImport(Name, EntryPoint = "umount2", SetLastError = true)]
    internal static partial int UMount2(byte* target, int flags);
}
