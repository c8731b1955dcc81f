using System;
using CsCheck;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class ArpPacketTests
{
    private static readonly ArpPacket Question = ArpPacket.Probe(new MacAddress(0x525400aabb01), new Ipv4Address(0x0a000005));

    [Fact]
    public void ToBytes_Probe_HasExactlyTheseBytes() => Assert.Equal(
        "ffffffffffff525400aabb010806" + "0001080006040001" + "525400aabb0100000000" + "0000000000000a000005",
        Convert.ToHexStringLower(Question.ToBytes()));

    [Fact]
    public void RoundTrip_AnyPacket_IsTheSame() =>
        Gen.Select(Gen.Bool, Gen.ULong[0, 0xffffffffffff], Gen.UInt, Gen.ULong[0, 0xffffffffffff], Gen.UInt).Sample((isReply, sender, from, target, to) =>
        {
            ArpPacket packet = new(isReply, new MacAddress(sender), new Ipv4Address(from), new MacAddress(target), new Ipv4Address(to));
            Assert.True(ArpPacket.TryParse(packet.ToBytes(), out ArpPacket read));
            Assert.Equal(packet, read);
        });

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        byte[] bytes = Question.ToBytes();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ArpPacket.TryParse(bytes.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData(13, 0)]
    [InlineData(15, 6)]
    [InlineData(16, 9)]
    [InlineData(18, 8)]
    [InlineData(21, 3)]
    [InlineData(20, 1)]
    public void TryParse_OneWrongByte_IsRefused(int offset, byte value)
    {
        byte[] bytes = Question.ToBytes();
        bytes[offset] = value;
        Assert.False(ArpPacket.TryParse(bytes, out _));
    }
}
