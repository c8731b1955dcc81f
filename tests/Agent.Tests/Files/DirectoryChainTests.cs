using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Files;
using Monitas.Agent.Interop;
using Xunit;

namespace Monitas.Agent.Tests.Files;

public sealed class DirectoryChainTests
{
    [Fact]
    public void TryOpen_RandomJumps_AlwaysOpensTheRightDirectory()
    {
        using ScratchDisk disk = new();
        string[] paths = ["/", "/a", "/a/b", "/a/b/c", "/a-b", "/a-b/c", "/ab", "/x/y/z"];
        foreach (string path in paths)
        {
            Directory.CreateDirectory(disk.Root + path);
        }
        using DirectoryChain chain = new(Encoding.UTF8.GetBytes(disk.Root));
        Random random = new(7);
        for (int i = 0; i < 500; i++)
        {
            string path = paths[random.Next(paths.Length)];

            SafeFileHandle? found = chain.TryOpen(Encoding.UTF8.GetBytes(path));

            Assert.NotNull(found);
            using SafeFileHandle expected = LinuxFile.Open(Encoding.UTF8.GetBytes(disk.Root + path), OpenFlags.Directory);
            Assert.Equal(LinuxStatus.Get(expected, default).Inode, LinuxStatus.Get(found, default).Inode);
        }
    }

    [Fact]
    public void TryOpen_FarDeeperThanItHoldsOpen_GoesDownAndUpAgain()
    {
        using ScratchDisk disk = new();
        const int Depth = 300;
        Python.Run("import os,sys\nos.chdir(sys.argv[1])\nfor i in range(int(sys.argv[2])): os.mkdir('dir%06d' % i); os.chdir('dir%06d' % i)", disk.Root, Depth.ToString());
        using DirectoryChain chain = new(Encoding.UTF8.GetBytes(disk.Root));
        byte[] path = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, Depth).Select(i => $"/dir{i:000000}")));

        Assert.NotNull(chain.TryOpen(path));
        Assert.InRange(OpenDescriptors(disk.Root), 1, DirectoryChain.MaxOpen + 2);
        ulong before = 0;
        for (int length = path.Length - 10; length > 0; length -= 10)
        {
            SafeFileHandle? up = chain.TryOpen(path.AsSpan(0, length));
            Assert.NotNull(up);
            ulong inode = LinuxStatus.Get(up, default).Inode;
            Assert.NotEqual(before, inode);
            before = inode;
        }
    }

    [Theory]
    [InlineData("/link")]
    [InlineData("/link/sub")]
    [InlineData("/dir/up/sub")]
    [InlineData("/file")]
    [InlineData("/file/x")]
    public void TryOpen_LinkOrFileOnTheWay_Throws(string path)
    {
        using ScratchDisk disk = new();
        disk.Make("dir");
        disk.Make("sub");
        File.CreateSymbolicLink(Path.Combine(disk.Root, "link"), "/");
        File.CreateSymbolicLink(Path.Combine(disk.Root, "dir", "up"), "..");
        File.WriteAllText(Path.Combine(disk.Root, "file"), "");
        using DirectoryChain chain = new(Encoding.UTF8.GetBytes(disk.Root));

        LinuxException failure = Assert.Throws<LinuxException>(() => chain.TryOpen(Encoding.UTF8.GetBytes(path)));

        Assert.Contains(failure.ErrorNumber, new[] { Errno.NotDirectory, Errno.Loop });
    }

    [Fact]
    public void TryOpen_Missing_IsNullAndTheChainStaysUsable()
    {
        using ScratchDisk disk = new();
        disk.Make("a");
        using DirectoryChain chain = new(Encoding.UTF8.GetBytes(disk.Root));

        Assert.Null(chain.TryOpen("/a/no/where"u8));
        Assert.NotNull(chain.TryOpen("/a"u8));
    }

    private static int OpenDescriptors(string root) =>
        Directory.GetFileSystemEntries("/proc/self/fd").Count(link => new FileInfo(link).LinkTarget?.StartsWith(root, StringComparison.Ordinal) == true);
}
