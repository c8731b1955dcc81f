using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>fchownat(2).</summary>
    [LibraryImport(Name, EntryPoint = "fchownat", SetLastError = true)]
    internal static partial int FChOwnAt(SafeFileHandle directory, byte* name, uint owner, uint group, int flags);
}
