using System;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Monitas.Agent.Interop;

/// <summary>Mounts, unmounts and asks about file systems.</summary>
internal static unsafe class LinuxMount
{
    /// <summary>Mounts a file system, or changes or binds a mount, as mount(2) does.</summary>
    /// <param name="source">The device, or a word for a virtual file system.</param>
    /// <param name="target">The mount point.</param>
    /// <param name="type">The file system type; empty for a bind.</param>
    /// <param name="flags">How.</param>
    /// <param name="options">The file system's own options, such as "subvol=@".</param>
    /// <exception cref="LinuxException">It failed.</exception>
    internal static void Mount(string source, string target, string type, MountFlags flags, string options = "")
    {
        fixed (byte* sourceText = Text(source), targetText = Text(target), typeText = Text(type), optionText = Text(options))
        {
            int result = Libc.Mount(sourceText, targetText, typeText, (nuint)(ulong)flags, optionText);
            LinuxName.Check(result, $"mount {source} on", Encoding.UTF8.GetBytes(target));
        }
    }

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

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + "\0");
}
