using System;
using System.IO;

namespace Monitas.Agent.Tests.Files;

/// <summary>A temporary directory, or a file system of its own on a loop device, that vanishes at the end of a test.</summary>
internal sealed class ScratchDisk : IDisposable
{
    private readonly string _base = Directory.CreateTempSubdirectory("monitas-test-").FullName;
    private bool _mounted;

    /// <param name="fileSystem">ext3, ext4, xfs, btrfs, or empty for a plain directory.</param>
    /// <param name="megabytes">The size of the file system.</param>
    public ScratchDisk(string fileSystem = "", int megabytes = 512)
    {
        Root = Path.Combine(_base, "root");
        Image = Path.Combine(_base, "image");
        Directory.CreateDirectory(Root);
        if (fileSystem.Length == 0)
        {
            return;
        }
        using (FileStream file = File.Create(Image))
        {
            file.SetLength(megabytes * 1024L * 1024);
        }
        Python.Command("/usr/sbin/mkfs." + fileSystem, fileSystem.StartsWith("ext", StringComparison.Ordinal) ? ["-q", "-F", Image] : ["-q", "-f", Image]);
        Mount();
    }

    /// <summary>Where it lies.</summary>
    public string Root { get; }

    /// <summary>The image that holds the file system.</summary>
    public string Image { get; }

    /// <summary>A new directory on it.</summary>
    public string Make(string name) => Directory.CreateDirectory(Path.Combine(Root, name)).FullName;

    public void Mount()
    {
        Python.Command("/usr/bin/mount", "-o", "loop", Image, Root);
        _mounted = true;
    }

    public void Unmount()
    {
        Python.Command("/usr/bin/umount", "-R", Root);
        _mounted = false;
    }

    public void Dispose()
    {
        if (_mounted)
        {
            Unmount();
        }
        Python.Command("/usr/bin/rm", "-rf", "--one-file-system", _base);
    }
}
