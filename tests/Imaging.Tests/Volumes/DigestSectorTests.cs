using System;
using System.Linq;
using System.Text;
using Monitas.Imaging.Volumes;
using Monitas.Imaging.Volumes.Wire;
using Xunit;

namespace Monitas.Imaging.Tests.Volumes;

public sealed class DigestSectorTests
{
    private static readonly DigestSector Sample = new()
    {
        Volume = VolumeSamples.Volume(1),
        Parts =
        [
            new VolumeFile(VolumeNames.Head, 36_864, string.Concat(Enumerable.Repeat("ab", 32))) { OffsetBytes = 0 },
            new VolumeFile("VOLUME.BAK.sealed", 5, string.Concat(Enumerable.Repeat("01", 32))) { OffsetBytes = 0x0102030405 },
        ],
    };

    [Fact]
    public void ToBytes_Sample_GivesTheseBytes()
    {
        byte[] bytes = Sample.ToBytes();
        Assert.Equal(2048, bytes.Length);
        Assert.Equal(
            Convert.ToHexStringLower(Encoding.ASCII.GetBytes("MONITSUM")) + "0100020000000000" + VolumeSamples.Volume(1)
            + Text("(system area and descriptors)") + "0000000000000000" + "0090000000000000" + Sample.Parts[0].Sha256
            + Text("VOLUME.BAK.sealed") + "0504030201000000" + "0500000000000000" + Sample.Parts[1].Sha256,
            Convert.ToHexStringLower(bytes[..192]));
        Assert.False(bytes.AsSpan(192, 2016 - 192).ContainsAnyExcept((byte)0));

        Assert.True(DigestSector.TryParse(bytes, 0x0102030405 + 5, out DigestSector? back));
        Assert.Equal(Sample.Volume, back.Volume);
        Assert.Equal(Sample.Parts, back.Parts);
        Assert.False(DigestSector.TryParse(bytes, 0x0102030405 + 4, out _));

        static string Text(string name) => Convert.ToHexStringLower(Encoding.ASCII.GetBytes(name.PadRight(32, '\0')));
    }

    [Fact]
    public void TryParse_CutOrFlipped_IsRefused()
    {
        byte[] bytes = Sample.ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(DigestSector.TryParse(bytes.AsSpan(0, length), long.MaxValue, out _));
        }
        for (int bit = 0; bit < 8 * bytes.Length; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(DigestSector.TryParse(bytes, long.MaxValue, out _));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void TryParse_DigestFitsButContentDoesNot_IsRefused()
    {
        foreach ((int at, byte value) in ((int, byte)[])[(8, 2), (10, 25), (10, 3), (12, 1), (71, 0x80), (79, 0x80), (500, 1)])
        {
            byte[] bytes = Sample.ToBytes();
            bytes[at] = value;
            System.Security.Cryptography.SHA256.HashData(bytes.AsSpan(0, 2016), bytes.AsSpan(2016));
            Assert.False(DigestSector.TryParse(bytes, long.MaxValue, out _), $"{value} at {at}");
        }
        DigestSector twice = Sample with { Parts = [Sample.Parts[0], Sample.Parts[0]] };
        Assert.False(DigestSector.TryParse(twice.ToBytes(), long.MaxValue, out _));
    }
}
