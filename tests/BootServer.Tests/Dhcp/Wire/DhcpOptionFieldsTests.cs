using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class DhcpOptionFieldsTests
{
    private static readonly byte[] Type = [(byte)DhcpMessageType.Offer];

    private static readonly Gen<(byte Code, byte[] Value)[]> Options =
        Gen.Select(Gen.Byte[1, 254].Where(code => code is not (52 or 53)), Gen.Byte.Array[0, 300]).Select(pair => (pair.Item1, pair.Item2)).Array[0, 8];

    [Fact]
    public void WriteTo_OptionsThatDoNotFit_GoWholeIntoFileThenSname()
    {
        DhcpPacket packet = Make((1, new byte[280]), (2, [.. Enumerable.Repeat((byte)7, 100)]), (3, [.. Enumerable.Repeat((byte)8, 50)]), (82, [9, 9]));

        byte[] bytes = Write(packet, DhcpPacket.AssuredLength, out int leftOut);

        Assert.Equal(0, leftOut);
        Assert.True(bytes.Length <= DhcpPacket.AssuredLength);
        Assert.Equal([53, 1, 2, 52, 1, 3, 1, 255], bytes[240..248]);
        Assert.Equal([2, 100, 7], bytes[108..111]);
        Assert.Equal([3, 50, 8], bytes[44..47]);
        int end = Array.LastIndexOf(bytes, (byte)255);
        Assert.Equal([82, 2, 9, 9, 255], bytes[(end - 4)..(end + 1)]);
        Reads(packet, bytes);
    }

    [Fact]
    public void WriteTo_OptionLongerThanAnyField_IsCutInTheOrderOfTheRfc()
    {
        DhcpPacket packet = Make((43, [.. Enumerable.Range(0, 400).Select(i => (byte)(i & 255))]));
        byte[] bytes = Write(packet, DhcpPacket.AssuredLength, out int leftOut);
        Assert.Equal((0, (byte)43, (byte)43), (leftOut, bytes[108], bytes[246]));
        Reads(packet, bytes);
    }

    [Fact]
    public void WriteTo_FieldInUse_IsLeftAloneAndTheLeastImportantOptionIsLeftOut()
    {
        DhcpPacket packet = Make((1, new byte[290]), (2, new byte[100])) with { File = "boot.efi", Sname = "me" };

        byte[] bytes = Write(packet, DhcpPacket.AssuredLength, out int leftOut);

        Assert.Equal(1, leftOut);
        Assert.True(DhcpPacketReader.TryParse(bytes, out DhcpPacket? read, out _));
        Assert.Equal(("boot.efi", "me", false), (read.File, read.Sname, read.Options.Has((DhcpOption)2)));
    }

    [Fact]
    public void WriteTo_AnyOptionsAndLimit_NeverExceedsItAndReadsBack() =>
        Gen.Select(Options, Gen.Int[300, 1472], Gen.Bool).Sample((options, limit, hasFile) =>
        {
            DhcpPacket packet = Make(options) with { File = hasFile ? "boot.efi" : "" };
            byte[] bytes = Write(packet, limit, out int leftOut);
            Assert.True(bytes.Length <= limit);
            Assert.True(DhcpPacketReader.TryParse(bytes, out DhcpPacket? read, out DhcpParseError why), why.ToString());
            Assert.Equal(packet.File, read.File);
            foreach ((DhcpOption code, byte[] value) in packet.Options.Items.Where(item => read.Options.Has(item.Key)))
            {
                Assert.Equal(value, read.Options[code]);
            }

            int written = read.Options.Items.Count(item => item.Key != DhcpOption.Overload);
            Assert.Equal(packet.Options.Items.Count, written + leftOut);
        });

    [Theory]
    [InlineData(null, 548)]
    [InlineData(100, 548)]
    [InlineData(576, 548)]
    [InlineData(1472, 1444)]
    [InlineData(9000, 1472)]
    public void AcceptedLength_Option57_IsKeptWithinWhatIsAllowed(int? size, int length)
    {
        DhcpPacket packet = Make();
        if (size is { } value)
        {
            packet.Options.Add(DhcpOption.MaximumMessageSize, [(byte)(value >> 8), (byte)(value & 0xff)]);
        }

        Assert.Equal(length, packet.AcceptedLength);
    }

    private static DhcpPacket Make(params (byte Code, byte[] Value)[] options)
    {
        DhcpOptions all = new DhcpOptions().Add(DhcpOption.MessageType, Type);
        foreach ((byte code, byte[] value) in options)
        {
            all.Set((DhcpOption)code, value);
        }

        return new DhcpPacket { IsReply = true, Options = all };
    }

    private static byte[] Write(DhcpPacket packet, int limit, out int leftOut)
    {
        byte[] buffer = new byte[DhcpPacket.MaximumLength];
        return buffer[..DhcpPacketWriter.WriteTo(packet, buffer, limit, out leftOut)];
    }

    private static void Reads(DhcpPacket packet, byte[] bytes)
    {
        Assert.True(DhcpPacketReader.TryParse(bytes, out DhcpPacket? read, out _));
        foreach (KeyValuePair<DhcpOption, byte[]> item in packet.Options.Items)
        {
            Assert.Equal(item.Value, read.Options[item.Key]);
        }
    }
}
