using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using CsCheck;
using Monitas.Imaging.Iso;
using Xunit;

namespace Monitas.Imaging.Tests.Iso;

public sealed class IsoWriterTests
{
    internal static readonly DateTimeOffset Created = new(2026, 11, 22, 10, 20, 30, TimeSpan.Zero);

    private static readonly (string Path, byte[] Content)[] Files =
    [
        ("README.TXT", "read me\n"u8.ToArray()),
        ("empty", []),
        ("packs/p0000001.zst", TestBytes.Random(5000, 1)),
        ("packs/p0000002.zst", TestBytes.Random(2048, 2)),
        ("manifests/01900000000070008000000000000001.manifest", TestBytes.Random(1, 3)),
        ("manifests/01900000000070008000000000000002.manifest", TestBytes.Random(2049, 4)),
        ("a/b/c/d/e/f/deep file with spaces and ä.text", TestBytes.Random(100, 5)),
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_OfWriter_FindsAllFilesWithTheirBytes()
    {
        using MemoryStream stream = await WriteAsync(Files);
        await AssertHoldsAsync(stream, Files);
    }

    [Fact]
    public async Task OpenAsync_FileOfSeveralSections_IsOneFile()
    {
        (string, byte[])[] files = [("before", [1]), ("big.bin", TestBytes.Random(20_000, 6)), ("exact.bin", TestBytes.Random(8192, 7)), ("last", [2])];
        using MemoryStream stream = await WriteAsync(files, maxSectionBytes: 4096);
        await AssertHoldsAsync(stream, files);
    }

    [Fact]
    public async Task OpenAsync_ManyFilesInManyDirectories_FindsThem() =>
        await Gen.Select(Gen.Int[0, 3], Gen.Int[0, 40], Gen.Int[0, 5000]).Array[1, 300].SampleAsync(async specs =>
        {
            (string, byte[])[] files = specs.Select(spec => ($"d{spec.Item1}/file-{spec.Item2}", TestBytes.Random(spec.Item3, spec.Item2)))
                .DistinctBy(file => file.Item1).ToArray();
            using MemoryStream stream = await WriteAsync(files, maxSectionBytes: 4096);
            await AssertHoldsAsync(stream, files);
        }, iter: 30);

    [Fact]
    public async Task FinishAsync_JudgedByXorrisoIsoinfo7zAndBsdtar_IsAsWritten()
    {
        using TemporaryDirectory directory = new();
        await WriteFileAsync(directory["v.iso"], Files, null);

        string indev = Tool.Run("xorriso", "-indev", directory["v.iso"], "-toc", "-find", "/", "-exec", "lsdl", "--");
        Assert.Contains("MONITAS_TEST", indev);
        Assert.DoesNotContain("WARNING", indev);
        Assert.DoesNotContain("FAILURE", indev);
        Assert.Contains("-r--r--r--", indev);
        string isoinfo = Tool.Run("isoinfo", "-R", "-l", "-i", directory["v.iso"]);
        Assert.Contains("p0000001.zst", isoinfo);
        Assert.Contains("P0000001.ZST;1", Tool.Run("isoinfo", "-l", "-i", directory["v.iso"]));
        Assert.Contains("Rock Ridge signatures version 1 found", Tool.Run("isoinfo", "-d", "-i", directory["v.iso"]));
        Extract(directory, "xorriso", "-osirrox", "on", "-indev", directory["v.iso"], "-extract", "/", directory["out"]);
        AssertExtracted(directory, Files);
        Extract(directory, "7z", "x", "-o" + directory["out"], directory["v.iso"]);
        AssertExtracted(directory, Files);
        Extract(directory, "bsdtar", "-C", directory["out"], "-xf", directory["v.iso"]);
        AssertExtracted(directory, Files);
    }

    [Fact]
    public async Task FinishAsync_SeveralSections_AreExtractedByXorriso7zAndIsoinfo()
    {
        (string, byte[])[] files = [("before", [1]), ("big.bin", TestBytes.Random(20_000, 6)), ("last", [2])];
        using TemporaryDirectory directory = new();
        await WriteFileAsync(directory["v.iso"], files, 4096);

        Extract(directory, "xorriso", "-osirrox", "on", "-indev", directory["v.iso"], "-extract", "/", directory["out"]);
        AssertExtracted(directory, files);
        Extract(directory, "7z", "x", "-o" + directory["out"], directory["v.iso"]);
        AssertExtracted(directory, files);
    }

    [Fact]
    public async Task FinishAsync_FileAbove4GiB_HasTwoSectionsThatOthersRead()
    {
        const long Length = (4L << 30) + 12_345;
        using TemporaryDirectory directory = new();
        await using (FileStream stream = new(directory["v.iso"], FileMode.CreateNew))
        {
            IsoWriter writer = new(new SparseStream(stream), "MONITAS_TEST", Created);
            await writer.BeginFileAsync("packs/p0000001.zst", Cancel);
            byte[] zeros = new byte[1 << 24];
            byte[] end = TestBytes.Random(12_345, 8);
            for (long at = 0; at < Length - end.Length; at += zeros.Length)
            {
                await writer.WriteAsync(zeros, Cancel);
            }
            await writer.WriteAsync(end, Cancel);
            await writer.EndFileAsync(Cancel);
            await writer.FinishAsync(Created, Cancel);
        }

        await using FileStream back = File.OpenRead(directory["v.iso"]);
        IsoReader reader = await IsoReader.OpenAsync(back, "v.iso", Cancel);
        Assert.Equal(Length, reader.Files["packs/p0000001.zst"].LengthBytes);
        Assert.Contains(Length.ToString(), Tool.Run("7z", "l", directory["v.iso"]));
        Assert.Contains(Length.ToString(), Tool.Run("xorriso", "-indev", directory["v.iso"], "-find", "/packs", "-exec", "lsdl", "--"));
    }

    [Theory]
    [InlineData("a//b")]
    [InlineData("/a")]
    [InlineData("..")]
    [InlineData("1/2/3/4/5/6/7/8/9")]
    public async Task BeginFileAsync_BadPath_IsRefused(string path)
    {
        IsoWriter writer = new(new MemoryStream(), "MONITAS_TEST", Created);
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.BeginFileAsync(path, Cancel));
    }

    [Fact]
    public async Task BeginFileAsync_SameFileAgain_IsRefused()
    {
        IsoWriter writer = new(new MemoryStream(), "MONITAS_TEST", Created);
        await writer.BeginFileAsync("a", Cancel);
        await writer.EndFileAsync(Cancel);
        await Assert.ThrowsAsync<ArgumentException>(async () => await writer.BeginFileAsync("a", Cancel));
    }

    internal static async Task<MemoryStream> WriteAsync((string Path, byte[] Content)[] files, long? maxSectionBytes = null)
    {
        MemoryStream stream = new();
        await WriteToAsync(stream, files, maxSectionBytes);
        return stream;
    }

    private static async Task WriteFileAsync(string path, (string, byte[])[] files, long? maxSectionBytes)
    {
        await using FileStream stream = new(path, FileMode.CreateNew);
        await WriteToAsync(stream, files, maxSectionBytes);
    }

    private static async Task WriteToAsync(Stream stream, (string Path, byte[] Content)[] files, long? maxSectionBytes)
    {
        IsoWriter writer = maxSectionBytes is long max
            ? new IsoWriter(stream, "MONITAS_TEST", Created, max)
            : new IsoWriter(stream, "MONITAS_TEST", Created);
        foreach ((string path, byte[] content) in files)
        {
            await writer.BeginFileAsync(path, Cancel);
            await writer.WriteAsync(content.AsMemory(0, content.Length / 2), Cancel);
            await writer.WriteAsync(content.AsMemory(content.Length / 2), Cancel);
            await writer.EndFileAsync(Cancel);
        }
        await writer.FinishAsync(Created, Cancel);
        Assert.Equal(stream.Length, writer.PositionBytes);
    }

    private static async Task AssertHoldsAsync(MemoryStream stream, (string Path, byte[] Content)[] files)
    {
        IsoReader reader = await IsoReader.OpenAsync(stream, "test", Cancel);
        Assert.Equal("MONITAS_TEST", reader.VolumeIdentifier);
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal), reader.Files.Keys.Order(StringComparer.Ordinal));
        foreach ((string path, byte[] content) in files)
        {
            IsoFile file = reader.Files[path];
            Assert.Equal(content, stream.GetBuffer()[(int)file.OffsetBytes..(int)(file.OffsetBytes + file.LengthBytes)]);
        }
    }

    private static void Extract(TemporaryDirectory directory, string program, params string[] arguments)
    {
        if (Directory.Exists(directory["out"]))
        {
            Tool.Run("chmod", "-R", "u+w", directory["out"]);
            Directory.Delete(directory["out"], recursive: true);
        }
        Directory.CreateDirectory(directory["out"]);
        Tool.Run(program, arguments);
        Tool.Run("chmod", "-R", "u+w", directory["out"]);
    }

    private static void AssertExtracted(TemporaryDirectory directory, (string Path, byte[] Content)[] files)
    {
        IEnumerable<string> found = Directory.EnumerateFiles(directory["out"], "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(directory["out"], path));
        Assert.Equal(files.Select(file => file.Path).Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        foreach ((string path, byte[] content) in files)
        {
            Assert.Equal(content, File.ReadAllBytes(Path.Combine(directory["out"], path)));
        }
    }
}
