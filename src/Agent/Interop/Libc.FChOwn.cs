using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>fchown(2).</summary>
    [LibraryImport(Name, EntryPoint = "fchown", SetLastError = true)]
    internal static partial int FChOwn(SafeFileHandle file, uint owner, uint group);
}
