using System;
using CsCheck;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class UdpFrameTests
{
    private static readonly UdpFrame Frame = new(
        new MacAddress(0x525400aabb01), UdpFrame.Broadcast, Ipv4Address.Any, Ipv4Address.Broadcast, 68, 67);

    [Fact]
    public void ToBytes_SmallDatagram_HasExactlyTheseBytes() => Assert.Equal(
        "ffffffffffff525400aabb010800" + "4500001f0000000040117acf00000000ffffffff" + "00440043000b3aef616263",
        Convert.ToHexStringLower(Frame.ToBytes("abc"u8)));

    [Fact]
    public void RoundTrip_AnyDatagram_IsTheSame() =>
        Gen.Select(Gen.ULong[0, 0xffffffffffff], Gen.UInt, Gen.UShort, Gen.Byte.Array[0, 200]).Sample((mac, address, port, payload) =>
        {
            UdpFrame frame = new(new MacAddress(mac), UdpFrame.Broadcast, new Ipv4Address(address), new Ipv4Address(~address), port, 68);
            byte[] bytes = frame.ToBytes(payload);
            Assert.True(UdpFrame.TryParse(bytes, out UdpFrame read, out ReadOnlySpan<byte> content));
            Assert.Equal(frame, read);
            Assert.Equal(payload, content.ToArray());

            // RFC 1071 1: the sum over a header with its checksum is "all ones".
            Assert.Equal(0, InternetChecksum.Of(bytes.AsSpan(14, 20)));
            Assert.Equal(0, InternetChecksum.Of(bytes.AsSpan(26), 17 + (uint)payload.Length + 8));
        });

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        byte[] bytes = Frame.ToBytes("abc"u8);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(UdpFrame.TryParse(bytes.AsSpan(0, length), out _, out _));
        }
    }

    [Theory]
    [InlineData(12, 0x86)]
    [InlineData(14, 0x65)]
    [InlineData(14, 0x44)]
    [InlineData(23, 6)]
    [InlineData(20, 0x20)]
    [InlineData(21, 1)]
    [InlineData(39, 7)]
    [InlineData(39, 200)]
    public void TryParse_OneWrongByte_IsRefused(int offset, byte value)
    {
        byte[] bytes = Frame.ToBytes("abc"u8);
        bytes[offset] = value;
        Assert.False(UdpFrame.TryParse(bytes, out _, out _));
    }

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 120].Sample(bytes =>
        {
            if (bytes.Length > 23)
            {
                (bytes[12], bytes[13], bytes[23]) = (8, 0, 17);
            }

            _ = UdpFrame.TryParse(bytes, out _, out ReadOnlySpan<byte> payload);
            Assert.True(payload.Length <= bytes.Length);
        });
}
