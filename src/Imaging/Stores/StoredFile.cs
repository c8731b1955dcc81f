using System.IO;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Imaging.Stores;

/// <summary>
/// What a store's files need of the kernel and .NET has no call for: reading what the disk holds instead of what the kernel remembers, and setting the disk
/// to work early. This and <see cref="DirectorySync"/> are the only places outside an Interop folder that have system calls.
/// </summary>
internal static partial class StoredFile
{
    /// <summary>Where a direct read begins, how long it is, and where its buffer lies are multiples of this: the largest sector that disks have.</summary>
    internal const int AlignmentBytes = 4096;

    private const int CloseOnExec = 0x80000;
    private const int DontNeed = 4;
    private const uint StartWrite = 2;

    /// <summary>O_DIRECT, which is another bit on ARM.</summary>
    private static readonly int Direct = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    /// <summary>
    /// Opens the file with O_DIRECT (open(2)); all that was written to it must have been flushed. Where the file system knows no direct reading, the kernel is told to forget
    /// the file instead: it obeys as far as the pages are on the disk and nobody has mapped them.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened, or the disk fails at its begin.</exception>
    internal static Stream Open(string path)
    {
        int descriptor = Open(path, Direct | CloseOnExec);
        if (descriptor >= 0)
        {
            SafeFileHandle file = new(descriptor, ownsHandle: true);
            DirectReadStream stream = new(file);
            bool isRead = false;
            try
            {
                isRead = stream.TryReadFirst();
            }
            finally
            {
                if (!isRead)
                {
                    stream.Dispose();
                }
            }
            if (isRead)
            {
                return stream;
            }
        }
        FileStream cached = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        _ = Advise(cached.SafeFileHandle, 0, 0, DontNeed);
        return cached;
    }

    /// <summary>
    /// Has the kernel begin to write what it holds of the file: sync_file_range(2). Nothing is waited for and nothing is durable by it, so an error
    /// is not looked at: flushing tells it.
    /// </summary>
    internal static void StartWriting(SafeFileHandle file) => _ = SyncFileRange(file, 0, 0, StartWrite);

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offsetBytes, long lengthBytes, uint flags);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offsetBytes, long lengthBytes, int advice);
}
