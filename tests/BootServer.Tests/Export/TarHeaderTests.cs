using System;
using System.Linq;
using System.Text;
using Monitas.BootServer.Export.Wire;
using Monitas.Imaging.Manifests;
using Xunit;

namespace Monitas.BootServer.Tests.Export;

public sealed class TarHeaderTests
{
    [Fact]
    public void ToBytes_PlainFile_IsOneBlockOfKnownBytes()
    {
        byte[] block = new TarHeader { Name = "etc/fstab"u8.ToArray(), Type = '0', Mode = 0x1A4, Uid = 0, Gid = 8, UserName = "root"u8.ToArray(), SizeBytes = 1000, MtimeNs = 1_700_000_000_000_000_000 }.ToBytes();

        Assert.Equal(512, block.Length);
        Assert.Equal("etc/fstab\0", Encoding.ASCII.GetString(block, 0, 10));
        Assert.Equal("0000644\00000000\00000010\000000001750\014524770400\0", Encoding.ASCII.GetString(block, 100, 48));
        Assert.Equal("0ustar\000root\0", Encoding.ASCII.GetString([block[156], .. block[257..270]]));
        int sum = block.Select((value, i) => i is >= 148 and < 156 ? 32 : value).Sum();
        Assert.Equal(Convert.ToString(sum, 8).PadLeft(6, '0'), Encoding.ASCII.GetString(block, 148, 6));
    }

    [Theory]
    [InlineData(-1_500_000_000, "-1.500000000")]
    [InlineData(-1, "-0.000000001")]
    [InlineData(0, "0.000000000")]
    [InlineData(1_700_000_000_000_000_001, "1700000000.000000001")]
    [InlineData(long.MinValue, "-9223372036.854775808")]
    public void Time_AnyNanoseconds_IsExact(long nanoseconds, string expected) => Assert.Equal(expected, PaxRecord.Time(nanoseconds));

    [Theory]
    [InlineData(1)]
    [InlineData(90)]
    [InlineData(93)]
    [InlineData(94)]
    [InlineData(990)]
    [InlineData(9990)]
    public void Record_Length_CountsItself(int valueLength)
    {
        byte[] bytes = PaxRecord.ToBytes([new PaxRecord("path", new byte[valueLength], IsText: true)]);
        string text = Encoding.ASCII.GetString(bytes);
        Assert.Equal(bytes.Length, int.Parse(text[..text.IndexOf(' ', StringComparison.Ordinal)]));
        Assert.Equal((byte)'\n', bytes[^1]);
    }

    [Theory]
    [InlineData("0200000001000600ffffff", null)]
    [InlineData("0200000040000600ffffffff", null)]
    [InlineData("0200000001000600ffffffff02000600d204000004000400ffffffff10000600ffffffff20000000ffffffff", "user::rw-,user:1234:rw-,group::r--,mask::rw-,other::---")]
    [InlineData("", null)]
    [InlineData("0300000001000600ffffffff", null)]
    public void Acl_Bytes_AreText(string hex, string? expected) => Assert.Equal(expected, PosixAcl.ToText(Convert.FromHexString(hex)));

    [Fact]
    public void Head_Socket_HasNoPlace() => Assert.Null(TarMember.Head(new ManifestEntry { Path = "/s"u8.ToArray(), Kind = EntryKind.Socket, Mode = 0, Uid = 0, Gid = 0, MtimeNs = 0 }));
}
