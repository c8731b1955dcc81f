using System;
using Monitas.BootServer.Dhcpv6.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcpv6.Wire;

public sealed class BootSolicitTests
{
    /// <summary>What OVMF sends when it starts by PXE over IPv6 (captured).</summary>
    public static readonly byte[] Ovmf = Convert.FromHexString(
        "01dee225" + "00010012" + "0004696e6f6d617431738001000000000003" + "00080002" + "0000"
        + "0003000c" + "edec775fffffffffffffffff" + "00060008" + "003b003c00170010" + "003e0003" + "010300" + "003d0002" + "0007"
        + "00100026" + "0000015700205058" + "45436c69656e743a417263683a30303030373a554e44493a303033303030");

    [Fact]
    public void TryParse_Ovmf_TellsTransactionAndClient()
    {
        Assert.True(BootSolicit.TryParse(Ovmf, out BootSolicit? solicit));
        Assert.Equal((0xdee225, 18), (solicit.Transaction, solicit.ClientIdentifier.Length));
    }

    [Fact]
    public void TryParse_EveryTruncation_IsRefused()
    {
        for (int length = 0; length < Ovmf.Length; length++)
        {
            Assert.False(BootSolicit.TryParse(Ovmf.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void TryParse_SeededFlips_NeverThrow()
    {
        Random random = new(1);
        for (int round = 0; round < 100_000; round++)
        {
            byte[] message = (byte[])Ovmf.Clone();
            message[random.Next(message.Length)] ^= (byte)random.Next(1, 256);
            message[random.Next(message.Length)] ^= (byte)random.Next(256);
            bool read = BootSolicit.TryParse(message, out BootSolicit? solicit);
            Assert.Equal(read, solicit is { ClientIdentifier.Length: > 2 and <= BootSolicit.MaximumDuidBytes });
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("0b000001000100030004aa")]
    [InlineData("01000001000100030004aa")]
    public void TryParse_NoQuestionOfFirmware_IsRefused(string message) => Assert.False(BootSolicit.TryParse(Convert.FromHexString(message), out _));

    [Fact]
    public void EmptyAdvertise_ForASolicit_HasTheBytesOfTheSpecification() =>
        Assert.Equal(
            "02123456" + "00010003" + "0004AA" + "00020004" + "00040102" + "00070001" + "FF",
            Convert.ToHexString(EmptyAdvertise.ToBytes(new BootSolicit(0x123456, [0, 4, 0xaa]), [0, 4, 1, 2])));
}
