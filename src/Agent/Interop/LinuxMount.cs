using System;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Mounts, unmounts and asks about file systems.</summary>
internal static unsafe class LinuxMount
{
    /// <summary>SYS_open_tree: the same number on every architecture.</summary>
    private const long OpenTreeNumber = 428;

    /// <summary>OPEN_TREE_CLONE, OPEN_TREE_CLOEXEC and AT_EMPTY_PATH.</summary>
    private const uint CloneFlags = 1 | 0x8_0000 | 0x1000;

    /// <summary>Mounts a file system, or changes or binds a mount, as mount(2) does.</summary>
    /// <param name="source">The device, or a word for a virtual file system.</param>
    /// <param name="target">The mount point.</param>
    /// <param name="type">The file system type; empty for a bind.</param>
    /// <param name="flags">How.</param>
    /// <param name="options">The file system's own options, such as "subvol=@".</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Mount(string source, string target, string type, MountFlags flags, string options = "")
    {
        MountAs(source, target, type, flags, options, Encoding.UTF8.GetBytes(target));
    }

    /// <summary>Mounts on an open directory, whatever lies at its path by now.</summary>
    /// <param name="source">The device, or the directory to bind; see <see cref="PathOf"/>.</param>
    /// <param name="place">The mount point.</param>
    /// <param name="type">The file system type; empty for a bind.</param>
    /// <param name="flags">How.</param>
    /// <param name="shown">The mount point's path for messages.</param>
    /// <param name="options">The file system's own options.</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Mount(string source, SafeFileHandle place, string type, MountFlags flags, ReadOnlySpan<byte> shown, string options = "")
    {
        MountAs(source, PathOf(place), type, flags, options, shown);
        GC.KeepAlive(place);
    }

    /// <summary>A path that leads to just this open file, for calls that take no handle. It holds while the handle is open.</summary>
    internal static string PathOf(SafeFileHandle file) => string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{file.DangerousGetHandle()}");

    /// <summary>Unmounts.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Unmount(string target, UnmountFlags flags = UnmountFlags.NoFollow)
    {
        fixed (byte* targetText = Text(target))
        {
            LinuxName.Check(Libc.UMount2(targetText, (int)flags), "unmount", Encoding.UTF8.GetBytes(target));
        }
    }

    /// <summary>The magic number of the file system that holds an open file (statfs(2)); see <see cref="FileSystemMagic"/>.</summary>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static long FileSystemType(SafeFileHandle file, ReadOnlySpan<byte> shown)
    {
        StatFsBuffer buffer;
        LinuxName.Check(Libc.FStatFs(file, &buffer), "ask for the file system of", shown);
        return buffer.Type;
    }

    /// <summary>
    /// A directory as it is without what is mounted below it (open_tree(2), Linux 5.2): names in it that are mount points show what the
    /// mounts hide. Only this process sees it, and it is gone when the handle is closed. Null when the kernel does not do that for us.
    /// </summary>
    internal static SafeFileHandle? TryOpenWithoutMounts(SafeFileHandle directory)
    {
        byte empty = 0;
        SafeFileHandle bare = Libc.OpenTree(OpenTreeNumber, directory, &empty, CloneFlags);
        if (!bare.IsInvalid)
        {
            return bare;
        }
        bare.Dispose();
        return null;
    }

    private static void MountAs(string source, string target, string type, MountFlags flags, string options, ReadOnlySpan<byte> shown)
    {
        fixed (byte* sourceText = Text(source), targetText = Text(target), typeText = Text(type), optionText = Text(options))
        {
            int result = Libc.Mount(sourceText, targetText, typeText, (nuint)(ulong)flags, optionText);
            LinuxName.Check(result, $"mount {source} on", shown);
        }
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
