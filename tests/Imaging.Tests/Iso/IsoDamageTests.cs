using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Imaging.Iso;
using Monitas.Imaging.Iso.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Iso;

public sealed class IsoDamageTests
{
    private static readonly (string, byte[])[] Files =
        [("packs/p0000001.zst", TestBytes.Random(5000, 1)), ("packs/p0000002.zst", [1]), ("README.TXT", "x"u8.ToArray())];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_EveryTruncation_SaysDamaged()
    {
        using MemoryStream sound = await IsoWriterTests.WriteAsync(Files, 4096);
        byte[] bytes = sound.ToArray();
        for (int length = 0; length < bytes.Length; length += length % 2048 == 0 ? 1 : 2047)
        {
            await Assert.ThrowsAsync<VolumeFormatException>(async () => await IsoReader.OpenAsync(new MemoryStream(bytes, 0, length), "test", Cancel));
        }
    }

    [Fact]
    public async Task OpenAsync_NeverFinished_SaysDamaged()
    {
        using MemoryStream stream = new();
        IsoWriter writer = new(stream, "MONITAS_TEST", IsoWriterTests.Created);
        await writer.BeginFileAsync("a", Cancel);
        await writer.WriteAsync(new byte[100_000], Cancel);
        await writer.EndFileAsync(Cancel);
        await Assert.ThrowsAsync<VolumeFormatException>(async () => await IsoReader.OpenAsync(stream, "test", Cancel));
    }

    [Fact]
    public async Task OpenAsync_SeededFlipsInDescriptorAndDirectories_GivesErrorOrFilesWithinTheVolume()
    {
        using MemoryStream sound = await IsoWriterTests.WriteAsync(Files, 4096);
        byte[] bytes = sound.ToArray();
        for (int seed = 0; seed < 4000; seed++)
        {
            Random random = new(seed);
            byte[] damaged = (byte[])bytes.Clone();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                // Half of them in the descriptor, half in what stands behind the files.
                int at = random.Next(2) == 0 ? random.Next(32_768, 32_768 + 190) : random.Next(bytes.Length - (7 * 2048), bytes.Length);
                damaged[at] ^= (byte)(1 << random.Next(8));
            }
            try
            {
                IsoReader reader = await IsoReader.OpenAsync(new MemoryStream(damaged), "test", Cancel);
                Assert.All(reader.Files.Values, file => Assert.InRange(file.OffsetBytes + file.LengthBytes, 0, damaged.Length));
            }
            catch (VolumeFormatException error)
            {
                Assert.InRange(error.OffsetBytes, 0, long.MaxValue);
            }
        }
    }

    [Fact]
    public void WriteTo_Record_GivesTheseBytes()
    {
        DirectoryRecord record = new()
        {
            Lba = 0x01020304,
            LengthBytes = 0x800,
            Time = IsoWriterTests.Created,
            IsDirectory = false,
            HasMoreSections = true,
            Identifier = "AB.C;1"u8.ToArray(),
            SystemUse = [9, 9],
        };
        byte[] bytes = new byte[record.RecordLength];
        Assert.Equal(42, record.WriteTo(bytes));

        Assert.Equal(
            "2a00" + "0403020101020304" + "0008000000000800" + "7e0b160a141e00" + "80" + "0000" + "01000001" + "06" + "41422e433b31" + "00" + "0909",
            Convert.ToHexStringLower(bytes));
        Assert.True(DirectoryRecord.TryParse(bytes, out DirectoryRecord? back));
        Assert.Equal(record.Identifier, back.Identifier);
        Assert.Equal(record.SystemUse, back.SystemUse);
        Assert.Equal((record.Lba, record.LengthBytes, true, false), (back.Lba, back.LengthBytes, back.HasMoreSections, back.IsDirectory));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(DirectoryRecord.TryParse(bytes.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("p0000001.zst", false, "P0000001.ZST;1")]
    [InlineData("INDEX", false, "INDEX.;1")]
    [InlineData("manifests", true, "MANIFEST")]
    [InlineData("a b-ä.jpeg", false, "A_B__.JPE;1")]
    [InlineData(".hidden", false, "_HIDDEN.;1")]
    public void Make_Name_GivesALevel1Identifier(string name, bool isDirectory, string expected) =>
        Assert.Equal(expected, IsoNames.Make(name, isDirectory, []));

    [Fact]
    public void Make_TakenName_GetsANumber()
    {
        Assert.Equal("VERYLON1.TXT;1", IsoNames.Make("verylongname.txt", false, ["VERYLONG.TXT;1"]));
        Assert.Equal("VERYLON2.TXT;1", IsoNames.Make("verylongname.txt", false, ["VERYLONG.TXT;1", "VERYLON1.TXT;1"]));
    }
}
