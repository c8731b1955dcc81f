using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>renameat2(2), since glibc 2.28.</summary>
    [LibraryImport(Name, EntryPoint = "renameat2", SetLastError = true)]
    internal static partial int RenameAt2(SafeFileHandle oldDirectory, byte* oldName, SafeFileHandle newDirectory, byte* newName, uint flags);
}
