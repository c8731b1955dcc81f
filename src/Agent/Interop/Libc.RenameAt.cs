using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>renameat(2).</summary>
    [LibraryImport(Name, EntryPoint = "renameat", SetLastError = true)]
    internal static partial int RenameAt(SafeFileHandle oldDirectory, byte* oldName, SafeFileHandle newDirectory, byte* newName);
}
