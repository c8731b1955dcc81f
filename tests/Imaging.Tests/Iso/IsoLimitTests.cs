using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Iso.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Iso;

/// <summary>Volumes far beyond 4 GiB whose packs are just below, at and above the longest section.</summary>
public sealed class IsoLimitTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task FinishAsync_PacksAroundTheLongestSection_HaveTheirLengthsAndPlaces()
    {
        (string Path, long Length)[] files =
        [
            ("packs/p0000001.zst", IsoFormat.MaxSectionBytes - 1),
            ("packs/p0000002.zst", IsoFormat.MaxSectionBytes),
            ("packs/p0000003.zst", IsoFormat.MaxSectionBytes + 1),
            ("packs/p0000004.zst", 1L << 32),
            ("packs/p0000005.zst", (2 * IsoFormat.MaxSectionBytes) + 2047),
            ("INDEX", 100),
        ];
        using TemporaryDirectory directory = new();
        await using (FileStream stream = new(directory["v.iso"], FileMode.CreateNew))
        {
            IsoWriter writer = new(new SparseStream(stream), "MONITAS_TEST", IsoWriterTests.Created);
            byte[] zeros = new byte[1 << 24];
            foreach ((string path, long length) in files)
            {
                await writer.BeginFileAsync(path, Cancel);
                for (long at = 0; at < length - 10; at += zeros.Length)
                {
                    await writer.WriteAsync(zeros.AsMemory(0, (int)Math.Min(zeros.Length, length - 10 - at)), Cancel);
                }
                await writer.WriteAsync(EndOf(path), Cancel);
                await writer.EndFileAsync(Cancel);
            }
            await writer.FinishAsync(IsoWriterTests.Created, Cancel);
            Assert.True(writer.PositionBytes > 5L << 32);
        }

        await using FileStream back = File.OpenRead(directory["v.iso"]);
        IsoReader reader = await IsoReader.OpenAsync(back, "v.iso", Cancel);
        string listed = Tool.Run("xorriso", "-indev", directory["v.iso"], "-find", "/", "-type", "f", "-exec", "report_lba", "--", "-find", "/", "-type", "f", "-exec", "lsdl", "--");
        string table = Tool.Run("7z", "l", directory["v.iso"]);
        Assert.DoesNotContain("WARNING", listed);
        foreach ((string path, long length) in files)
        {
            IsoFile file = reader.Files[path];
            Assert.Equal(length, file.LengthBytes);
            byte[] end = new byte[10];
            back.Position = file.OffsetBytes + length - 10;
            await back.ReadExactlyAsync(end, Cancel);
            Assert.Equal(EndOf(path), end);
            Assert.Contains(table.Split('\n'), line => line.TrimEnd().EndsWith(Path.GetFileName(path), StringComparison.Ordinal) && line.Contains($" {length} ", StringComparison.Ordinal));
            Assert.Contains(listed.Split('\n'), line => line.Contains("'/" + path + "'", StringComparison.Ordinal) && line.Contains($" {length} ", StringComparison.Ordinal));
            Assert.Contains(listed.Split('\n'), line => line.Contains("'/" + path + "'", StringComparison.Ordinal) && line.Replace(" ", "", StringComparison.Ordinal).Contains($",{file.OffsetBytes / 2048},", StringComparison.Ordinal));
        }
    }

    private static byte[] EndOf(string path) => [.. Enumerable.Range(1, 9).Select(i => (byte)i), (byte)path.Length];
}
