using System;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Monitas.Agent.Interop;
using Monitas.Agent.Tests.Files;
using Xunit;

namespace Monitas.Agent.Tests.Interop;

public sealed class LinuxCallsTests
{
    [Fact]
    public void Open_Missing_NamesCallPathAndReason()
    {
        LinuxException failure = Assert.Throws<LinuxException>(() => LinuxFile.Open("/no/such\xff\n"u8, OpenFlags.ReadOnly));

        Assert.Equal("Cannot open /no/such\u00ff\\x0a: No such file or directory.", failure.Message);
        Assert.Equal(Errno.NoEntry, failure.ErrorNumber);
        Assert.Equal("open", failure.Operation);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-1_000_000_000)]
    [InlineData(-1_234_567_891)]
    [InlineData(1_700_000_000_123_456_789)]
    [InlineData(4_300_000_000_000_000_001)]
    public void SetMtime_AnyNanosecond_IsReadBack(long mtimeNs)
    {
        using ScratchDisk disk = new("ext4", megabytes: 32);
        string path = Path.Combine(disk.Root, "file");
        File.WriteAllText(path, "x");
        using SafeFileHandle file = LinuxFile.Open(Encoding.UTF8.GetBytes(path), OpenFlags.ReadOnly);

        LinuxStatus.SetMtime(file, mtimeNs, default);

        Assert.Equal(mtimeNs, LinuxStatus.Get(file, default).MtimeNs);
    }

    [Fact]
    public void Get_RegularFile_AgreesWithStat()
    {
        using ScratchDisk disk = new("ext4", megabytes: 32);
        string path = Path.Combine(disk.Root, "file");
        File.WriteAllBytes(path, new byte[12345]);
        string told = Python.Command("/usr/bin/stat", "-c", "%i %s %u %g %h %f %W", path).Trim();
        using SafeFileHandle file = LinuxFile.Open(Encoding.UTF8.GetBytes(path), OpenFlags.ReadOnly);

        FileStatus status = LinuxStatus.Get(file, default);

        Assert.Equal(
            told,
            $"{status.Inode} {status.SizeBytes} {status.Uid} {status.Gid} {status.Links} {status.RawMode:x} {status.BirthNs / 1_000_000_000}");
        Assert.NotEqual(0UL, status.MountId);
    }

    [Theory]
    [InlineData("name\0more", Errno.Invalid)]
    [InlineData("256", Errno.NameTooLong)]
    public void TryMake_NameThatCannotBe_Throws(string name, int errno)
    {
        using ScratchDisk disk = new();
        using SafeFileHandle directory = LinuxFile.Open(Encoding.UTF8.GetBytes(disk.Root), OpenFlags.Directory);
        name = int.TryParse(name, out int length) ? new string('n', length) : name;

        LinuxException failure = Assert.Throws<LinuxException>(
            () => LinuxDirectory.TryMake(new PathAt(directory, Encoding.UTF8.GetBytes(name), "/x"u8), 0x1C0));

        Assert.Equal(errno, failure.ErrorNumber);
    }

    [Fact]
    public void TryTake_EveryTruncation_NeverThrows()
    {
        using ScratchDisk disk = new();
        File.WriteAllText(Path.Combine(disk.Root, "file"), "");
        using SafeFileHandle directory = LinuxFile.Open(Encoding.UTF8.GetBytes(disk.Root), OpenFlags.Directory);
        byte[] records = new byte[4096];
        int length = LinuxDirectory.ReadRecords(directory, records, default);
        for (int cut = 0; cut <= length; cut++)
        {
            ReadOnlySpan<byte> rest = records.AsSpan(0, cut);
            int count = 0;
            while (DirectoryRecord.TryTake(ref rest, out _))
            {
                count++;
            }
            Assert.InRange(count, 0, 3);
        }
    }
}
