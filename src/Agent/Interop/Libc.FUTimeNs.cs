using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

internal static unsafe partial class Libc
{
    /// <summary>futimens(3): two times, access then modification.</summary>
    [LibraryImport(Name, EntryPoint = "futimens", SetLastError = true)]
    internal static partial int FUTimeNs(SafeFileHandle file, TimeSpec* times);
}
