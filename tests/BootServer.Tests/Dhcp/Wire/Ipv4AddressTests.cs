using System.Net;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class Ipv4AddressTests
{
    [Fact]
    public void Conversions_OneAddress_AllAgree()
    {
        Assert.True(Ipv4Address.TryParse("10.99.0.1", out Ipv4Address address));
        Assert.Equal(0x0a630001u, address.Value);
        Assert.Equal([10, 99, 0, 1], address.ToBytes());
        Assert.Equal(address, Ipv4Address.From(IPAddress.Parse("10.99.0.1")));
        Assert.Equal("10.99.0.1", address.ToIPAddress().ToString());
        Assert.Equal("10.99.0.1", address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("10")]
    [InlineData("10.1")]
    [InlineData("10.0.0.256")]
    [InlineData("::1")]
    public void TryParse_OtherText_IsRefused(string text) => Assert.False(Ipv4Address.TryParse(text, out _));
}
