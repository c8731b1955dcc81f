using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>reboot(2) as glibc wraps it.</summary>
    [LibraryImport(Name, EntryPoint = "reboot", SetLastError = true)]
    internal static partial int Reboot(int command);
}
