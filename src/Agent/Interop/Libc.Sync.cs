using System.Runtime.InteropServices;

namespace Monitas.Agent.Interop;

internal static partial class Libc
{
    /// <summary>sync(2): writes out every file system.</summary>
    [LibraryImport(Name, EntryPoint = "sync")]
    internal static partial void Sync();
}
