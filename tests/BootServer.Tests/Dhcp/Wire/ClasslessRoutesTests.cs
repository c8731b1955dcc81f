using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class ClasslessRoutesTests
{
    private static readonly Gen<ClasslessRoute> Routes =
        from address in Gen.UInt
        from prefix in Gen.Int[0, 32]
        from router in Gen.UInt
        select new ClasslessRoute(new Ipv4Address(prefix == 0 ? 0 : address & (uint.MaxValue << (32 - prefix))), prefix, new Ipv4Address(router));

    /// <summary>The examples of RFC 3442, "Classless Route Option Format".</summary>
    [Theory]
    [InlineData("0.0.0.0", 0, "00")]
    [InlineData("10.0.0.0", 8, "080a")]
    [InlineData("10.0.0.0", 24, "180a0000")]
    [InlineData("10.17.0.0", 16, "100a11")]
    [InlineData("10.27.129.0", 24, "180a1b81")]
    [InlineData("10.229.0.128", 25, "190ae50080")]
    [InlineData("10.198.122.47", 32, "200ac67a2f")]
    public void ToBytes_ExamplesOfTheRfc_HaveExactlyTheseBytes(string network, int prefix, string hex) => Assert.Equal(
        hex + "0a000001",
        Convert.ToHexStringLower(ClasslessRoutes.ToBytes([new ClasslessRoute(DhcpScene.Address(network), prefix, DhcpScene.Address("10.0.0.1"))])));

    [Fact]
    public void RoundTrip_AnyRoutes_AreTheSame() =>
        Routes.List[0, 20].Sample(routes =>
        {
            Assert.True(ClasslessRoutes.TryParse(ClasslessRoutes.ToBytes(routes), out IReadOnlyList<ClasslessRoute> read));
            Assert.Equal(routes, read);
        });

    [Fact]
    public void TryParse_EveryTruncationOfOneRoute_IsRefused()
    {
        byte[] bytes = ClasslessRoutes.ToBytes([new ClasslessRoute(DhcpScene.Address("10.17.0.0"), 16, DhcpScene.Address("10.0.0.1"))]);
        Assert.All(Enumerable.Range(1, bytes.Length - 1), length => Assert.False(ClasslessRoutes.TryParse(bytes.AsSpan(0, length), out _)));
        Assert.True(ClasslessRoutes.TryParse([], out IReadOnlyList<ClasslessRoute> none));
        Assert.Empty(none);
    }

    [Fact]
    public void TryParse_PrefixBeyond32_IsRefused() => Assert.False(ClasslessRoutes.TryParse([33, 1, 2, 3, 4, 5, 10, 0, 0, 1], out _));

    [Fact]
    public void TryParse_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 64].Sample(bytes =>
        {
            _ = ClasslessRoutes.TryParse(bytes, out IReadOnlyList<ClasslessRoute> routes);
            Assert.True(routes.Count * 5 <= bytes.Length);
        });
}
