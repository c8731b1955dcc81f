using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>fchmod(2).</summary>
    [LibraryImport(Name, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int FChMod(SafeFileHandle file, uint mode);
}
