using System.IO;
using System.Runtime.InteropServices;

namespace Monitas.Imaging.Stores;

/// <summary>
/// fsync(2) of a directory, so that a new name survives power loss. .NET opens no directories, hence the system calls; this and
/// <see cref="StoredFile"/> are the only places outside an Interop folder that have any.
/// </summary>
public static partial class DirectorySync
{
    private const int ReadOnlyDirectory = 0x10000;
    private const int CloseOnExec = 0x80000;

    /// <summary>Waits until all names in the directory are on the disk.</summary>
    /// <exception cref="IOException">They are not; says why.</exception>
    public static void Flush(string directory)
    {
        int descriptor = Open(directory, ReadOnlyDirectory | CloseOnExec);
        if (descriptor < 0)
        {
            throw Failed(directory);
        }
        try
        {
            if (FSync(descriptor) != 0)
            {
                throw Failed(directory);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static IOException Failed(string directory)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"Cannot flush the directory '{directory}': {Marshal.GetPInvokeErrorMessage(error)}.", error);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int FSync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    private static partial int Close(int descriptor);
}
