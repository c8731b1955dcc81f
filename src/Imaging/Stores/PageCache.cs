using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Imaging.Stores;

/// <summary>
/// posix_fadvise(2): without it a file that was just written is read back from memory, and says nothing of the disk. .NET has no call for it;
/// this and <see cref="DirectorySync"/> are the only places outside an Interop folder that have system calls.
/// </summary>
internal static partial class PageCache
{
    private const int DontNeed = 4;

    /// <summary>
    /// Has the kernel forget the pages of a file that are on the disk already. Pages that somebody else has mapped stay, and a file system without
    /// a page cache does nothing; neither is an error, so nothing is returned.
    /// </summary>
    internal static void Drop(SafeFileHandle file) => _ = Advise(file, 0, 0, DontNeed);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offsetBytes, long lengthBytes, int advice);
}
