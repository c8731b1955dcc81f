using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using Monitas.BootServer.RamDisks.Wire;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.RamDisks.Wire;

/// <summary>fsck.fat and mtools as judges.</summary>
public sealed class Fat16LayoutTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("1 511 512 513")]
    [InlineData("8192 1048504 4183488")]
    [InlineData("8192 1048504 4183488 8200000 30000001")]
    public async Task MakeHead_WithTheFilesBehindIt_IsAFileSystemThatOthersRead(string fileLengths)
    {
        long[] lengths = [.. fileLengths.Split(' ').Select(long.Parse)];
        using TemporaryDirectory directory = new();
        List<Fat16Entry> entries = [.. lengths.Select((length, i) => new Fat16Entry(i % 3 == 0 ? "" : i % 3 == 1 ? "EFI/BOOT" : "EFI/DEBIAN", $"FILE{i}.BIN", length))];
        List<byte[]> contents = [.. lengths.Select((length, i) => Content(i, length))];
        string disk = directory.Combine("disk.img");
        await WriteAsync(disk, Fat16Layout.Of(entries), contents);

        string judgement = await JudgeAsync("fsck.fat", "-n", "-v", disk);

        Assert.Contains("16 bit entries", judgement, StringComparison.Ordinal);
        for (int i = 0; i < entries.Count; i++)
        {
            string copy = directory.Combine($"copy{i}");
            await JudgeAsync("mcopy", "-i", disk, $"::{entries[i].Directory}/{entries[i].Name}", copy);
            Assert.Equal(contents[i], await File.ReadAllBytesAsync(copy, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void MakeHead_SameFiles_SameBytes()
    {
        Fat16Entry[] entries = [new("EFI/BOOT", "BOOTX64.EFI", 1000), new("", "VMLINUZ", 70_000)];
        Assert.Equal(Fat16Layout.Of(entries).MakeHead(), Fat16Layout.Of(entries).MakeHead());
    }

    [Fact]
    public void MakeHead_SmallDisk_HasTheBytesOfTheSpecification()
    {
        byte[] head = Fat16Layout.Of([new("EFI", "A.B", 513)]).MakeHead();

        Assert.Equal("EB3C904D4F4E49544153200002010800020002", Convert.ToHexString(head, 0, 19));
        Assert.Equal("55AA", Convert.ToHexString(head, 510, 2));
        Assert.Equal("F8FFFFFFFFFF0400FFFF0000", Convert.ToHexString(head, 8 * 512, 12));
        Assert.Equal("45464920202020202020201000000000000000000000000021000200", Convert.ToHexString(head, (8 + 34) * 512, 28));
    }

    [Theory]
    [InlineData("bootx64.efi")]
    [InlineData("BOOTX64AA.EFI")]
    [InlineData("A.EFIX")]
    [InlineData("A.B.C")]
    [InlineData("")]
    [InlineData("A/B")]
    public void Of_NameThatIsNoShortOne_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => Fat16Layout.Of([new Fat16Entry("", name, 1)]).MakeHead());

    [Fact]
    public void Of_MoreThanFat16Holds_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Fat16Layout.Of([new Fat16Entry("", "A", 3L << 30)]));

    [Fact]
    public void Of_MoreFilesThanADirectoryHolds_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Fat16Layout.Of([.. Enumerable.Range(0, 16).Select(i => new Fat16Entry("", $"F{i}", 1))]));

    private static async Task<string> JudgeAsync(string program, params string[] arguments)
    {
        (int exitCode, string output) = await Tool.RunAsync(program, arguments, TestContext.Current.CancellationToken);
        Assert.True(exitCode == 0, $"{program} ended with {exitCode}: {output}");
        return output;
    }

    private static byte[] Content(int seed, long length)
    {
        byte[] content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    private static async Task WriteAsync(string path, Fat16Layout layout, List<byte[]> contents)
    {
        await using FileStream stream = File.Create(path);
        stream.SetLength(layout.TotalBytes);
        await stream.WriteAsync(layout.MakeHead());
        for (int i = 0; i < contents.Count; i++)
        {
            if (contents[i].Length > 0)
            {
                stream.Position = layout.OffsetBytes(i);
                await stream.WriteAsync(contents[i]);
            }
        }
    }
}
