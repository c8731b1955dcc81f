using CsCheck;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class MacAddressTests
{
    [Theory]
    [InlineData("52:54:00:aa:bb:01")]
    [InlineData("52-54-00-AA-BB-01")]
    [InlineData("525400aabb01")]
    public void TryParse_EverySpelling_GivesOneAddress(string text)
    {
        Assert.True(MacAddress.TryParse(text, out MacAddress mac));
        Assert.Equal("52:54:00:aa:bb:01", mac.ToString());
        Assert.Equal("52-54-00-aa-bb-01", mac.ToHyphenString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("52:54:00:aa:bb")]
    [InlineData("52:54-00:aa:bb:01")]
    [InlineData("52:54:00:aa:bb:0g")]
    [InlineData("52.54.00.aa.bb.01")]
    [InlineData("+25400aabb01")]
    [InlineData("525400aabb0\0")]
    public void TryParse_OtherText_IsRefused(string text) => Assert.False(MacAddress.TryParse(text, out _));

    [Fact]
    public void Bytes_RoundTrip_Equal() =>
        Gen.Byte.Array[MacAddress.Length].Sample(bytes =>
        {
            byte[] written = new byte[MacAddress.Length];
            MacAddress.FromBytes(bytes).WriteTo(written);
            Assert.Equal(bytes, written);
        });
}
