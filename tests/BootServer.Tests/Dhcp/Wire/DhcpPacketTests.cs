using System;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class DhcpPacketTests
{
    private static readonly Gen<DhcpPacket> Packets =
        from xid in Gen.UInt
        from address in Gen.UInt
        from flags in Gen.UShort
        from file in Gen.String[Gen.Char['a', 'z'], 0, DhcpPacket.MaximumFileLength]
        from options in Gen.Select(Gen.Byte[1, 254].Where(code => code is not (52 or 53)), Gen.Byte.Array[0, 600]).List[0, 5]
        select Make(xid, address, flags, file, options.Select(option => ((DhcpOption)option.Item1, option.Item2)).ToArray());

    [Fact]
    public void ToBytes_SmallOffer_HasExactlyTheseBytes()
    {
        DhcpPacket packet = Make(0x01020304, 0x0a000001, 0x8000, "snponly.efi", [(DhcpOption.MessageType, [2]), (DhcpOption.VendorClass, [(byte)'P'])]);

        byte[] bytes = DhcpPacketWriter.ToBytes(packet);

        Assert.Equal(300, bytes.Length);
        Assert.Equal("0201060001020304000080000000000000000000" + "0a000001" + "00000000" + "525400aabb01", Convert.ToHexStringLower(bytes.AsSpan(0, 34)));
        Assert.Equal("snponly.efi\0", System.Text.Encoding.ASCII.GetString(bytes, 108, 12));
        Assert.Equal("63825363" + "350102" + "3c0150" + "ff", Convert.ToHexStringLower(bytes.AsSpan(236, 11)));
        Assert.True(bytes.AsSpan(247).IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void RoundTrip_AnyPacket_IsTheSame() =>
        Packets.Sample(packet =>
        {
            Assert.True(DhcpPacketReader.TryParse(DhcpPacketWriter.ToBytes(packet), out DhcpPacket? read, out _));
            Assert.Equal(packet with { Options = read.Options }, read);
            Assert.Equal(packet.Options.Items.Select(item => item.Key), read.Options.Items.Select(item => item.Key));
            Assert.True(packet.Options.Items.Zip(read.Options.Items).All(pair => pair.First.Value.SequenceEqual(pair.Second.Value)));
        });

    [Fact]
    public void TryParse_LongOption_IsJoined()
    {
        byte[] value = [.. Enumerable.Range(0, 600).Select(i => (byte)(i % 251))];
        byte[] bytes = DhcpPacketWriter.ToBytes(Make(1, 1, 0, "", [(DhcpOption.VendorSpecific, value)]));

        Assert.Equal([43, 255], bytes[240..242]);
        Assert.Equal([43, 255], bytes[497..499]);
        Assert.Equal([43, 90], bytes[754..756]);
        Assert.True(DhcpPacketReader.TryParse(bytes, out DhcpPacket? packet, out _));
        Assert.Equal(value, packet.Options[DhcpOption.VendorSpecific]);
    }

    [Fact]
    public void TryParse_OverloadedFields_AreReadInTheOrderOfTheRfc()
    {
        byte[] bytes = DhcpPacketWriter.ToBytes(Make(1, 1, 0, "", [(DhcpOption.Overload, [3]), (DhcpOption.HostName, [(byte)'a'])]));
        new byte[] { 12, 1, (byte)'b', 255 }.CopyTo(bytes, 108);
        new byte[] { 12, 1, (byte)'c', 6, 4, 9, 9, 9, 9, 255 }.CopyTo(bytes, 44);

        Assert.True(DhcpPacketReader.TryParse(bytes, out DhcpPacket? packet, out _));

        Assert.Equal("abc", packet.Options.Text(DhcpOption.HostName));
        Assert.Equal("9.9.9.9", packet.Options.Address(DhcpOption.DomainNameServer).ToString());
        Assert.Equal(("", ""), (packet.File, packet.Sname));
    }

    [Theory]
    [InlineData(0, 3, (int)DhcpParseError.UnknownOperation)]
    [InlineData(1, 6, (int)DhcpParseError.NotEthernet)]
    [InlineData(2, 16, (int)DhcpParseError.NotEthernet)]
    [InlineData(236, 0, (int)DhcpParseError.NoCookie)]
    [InlineData(242, 9, (int)DhcpParseError.BadMessageType)]
    [InlineData(241, 250, (int)DhcpParseError.OptionOverrun)]
    public void TryParse_OneWrongByte_SaysWhatIsWrong(int offset, byte value, int error)
    {
        byte[] bytes = Capture.Bytes("udhcp-discover");
        bytes[offset] = value;
        Assert.False(DhcpPacketReader.TryParse(bytes, out _, out DhcpParseError why));
        Assert.Equal((DhcpParseError)error, why);
    }

    [Fact]
    public void TryParse_TooLong_IsRefused()
    {
        Assert.False(DhcpPacketReader.TryParse(new byte[DhcpPacket.MaximumLength + 1], out _, out DhcpParseError why));
        Assert.Equal(DhcpParseError.TooLong, why);
    }

    [Fact]
    public void TryParse_EveryTruncationOfEveryCapture_IsAnErrorOrValid()
    {
        foreach (byte[] bytes in Capture.Names.Select(Capture.Bytes))
        {
            for (int length = 0; length < bytes.Length; length++)
            {
                bool ok = DhcpPacketReader.TryParse(bytes.AsSpan(0, length), out DhcpPacket? packet, out DhcpParseError why);
                Assert.Equal(ok, why == DhcpParseError.None);
                Assert.Equal(ok, packet is not null);
                Assert.False(ok && length < DhcpPacket.HeaderLength);
            }
        }
    }

    [Fact]
    public void TryParse_FlippedBytes_NeverThrows() =>
        Gen.Select(Gen.Int[0, Capture.Names.Length - 1], Gen.Select(Gen.Int[0, 299], Gen.Byte).Array[1, 8]).Sample((capture, flips) =>
        {
            byte[] bytes = Capture.Bytes(Capture.Names[capture]);
            foreach ((int at, byte value) in flips)
            {
                bytes[at] = value;
            }

            bool ok = DhcpPacketReader.TryParse(bytes, out DhcpPacket? packet, out DhcpParseError why);
            Assert.Equal(ok, why == DhcpParseError.None);
            if (ok)
            {
                Assert.True(packet!.Options.Items.Sum(item => item.Value.Length) <= bytes.Length);
            }
        });

    [Fact]
    public void WriteTo_FileNameThatDoesNotFit_Throws() =>
        Assert.Throws<ArgumentException>(() => DhcpPacketWriter.ToBytes(new DhcpPacket { File = new string('a', 128) }));

    private static DhcpPacket Make(uint xid, uint address, ushort flags, string file, (DhcpOption Code, byte[] Value)[] options)
    {
        DhcpOptions all = new();
        foreach ((DhcpOption code, byte[] value) in options)
        {
            all.Add(code, value);
        }

        return new DhcpPacket { IsReply = true, Xid = xid, Flags = flags, Siaddr = new Ipv4Address(address), Chaddr = new MacAddress(0x525400aabb01), File = file, Options = all };
    }
}
