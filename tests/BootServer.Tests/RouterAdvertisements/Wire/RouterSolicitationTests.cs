using System;
using System.Net;
using CsCheck;
using Monitas.BootServer.Boot;
using Monitas.BootServer.RouterAdvertisements.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.RouterAdvertisements.Wire;

public sealed class RouterSolicitationTests
{
    private static readonly IPAddress LinkLocal = IPAddress.Parse("fe80::5054:ff:feaa:bb01");

    [Theory]
    [InlineData("8500000000000000", "fe80::5054:ff:feaa:bb01", "52:54:00:aa:bb:01")]
    [InlineData("85000000000000000101020304050607", "fe80::1", "02:03:04:05:06:07")]
    [InlineData("8500000000000000ee010000000000000101020304050607", "::", "02:03:04:05:06:07")]
    public void TryReadSender_Solicitation_TellsWhoAsks(string hex, string source, string mac)
    {
        Assert.True(RouterSolicitation.TryReadSender(Convert.FromHexString(hex), IPAddress.Parse(source), out MacAddress asker));
        Assert.Equal(mac, asker.ToString());
    }

    [Theory]
    [InlineData("8500000000000000", "fe80::1")]
    [InlineData("8500000000000000", "2001:db8::5054:ff:feaa:bb01")]
    [InlineData("8600000000000000", "fe80::5054:ff:feaa:bb01")]
    [InlineData("8501000000000000", "fe80::5054:ff:feaa:bb01")]
    [InlineData("85000000000000", "fe80::5054:ff:feaa:bb01")]
    [InlineData("85000000000000000100020304050607", "fe80::5054:ff:feaa:bb01")]
    [InlineData("850000000000000001020203040506", "fe80::5054:ff:feaa:bb01")]
    public void TryReadSender_OtherOrDamaged_IsFalse(string hex, string source) =>
        Assert.False(RouterSolicitation.TryReadSender(Convert.FromHexString(hex), IPAddress.Parse(source), out _));

    [Fact]
    public void TryReadSender_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 80].Sample(tail =>
        {
            bool told = RouterSolicitation.TryReadSender([133, 0, 0, 0, 0, 0, 0, 0, .. tail], LinkLocal, out MacAddress mac);
            Assert.True(told || mac == default);
        });

    [Fact]
    public void ToBytes_EmptyAdvertisement_HasNoRouterAndNoOption() =>
        Assert.Equal("86000000000000000000000000000000", Convert.ToHexStringLower(EmptyRouterAdvertisement.ToBytes()));
}
