using System;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class SubOptionsTests
{
    [Fact]
    public void TryFind_PadsAndOthersBefore_FindsIt()
    {
        Assert.True(SubOptions.TryFind([0, 6, 1, 8, 19, 2, 7, 9, 255], 19, out ReadOnlySpan<byte> value));
        Assert.Equal([7, 9], value.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("13")]
    [InlineData("1302ff")]
    [InlineData("ff130101")]
    [InlineData("0605")]
    public void TryFind_AbsentOrDamaged_IsFalse(string hex) =>
        Assert.False(SubOptions.TryFind(Convert.FromHexString(hex), 19, out _));

    [Fact]
    public void TryFind_AnyBytes_NeverThrows() =>
        Gen.Select(Gen.Byte.Array[0, 64], Gen.Byte).Sample((bytes, code) =>
        {
            _ = SubOptions.TryFind(bytes, code, out ReadOnlySpan<byte> value);
            Assert.True(value.Length <= bytes.Length);
        });
}
