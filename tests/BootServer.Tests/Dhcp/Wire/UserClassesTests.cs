using System;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class UserClassesTests
{
    [Theory]
    [InlineData("69505845", true)]
    [InlineData("0469505845", true)]
    [InlineData("026162" + "0469505845", true)]
    [InlineData("", false)]
    [InlineData("6950584500", false)]
    [InlineData("0469505846", false)]
    [InlineData("0569505845", false)]
    [InlineData("0369505845", false)]
    [InlineData("00", false)]
    public void Contains_PlainAndCountedForm_AreBothRead(string hex, bool isIpxe) => Assert.Equal(isIpxe, UserClasses.Contains(Convert.FromHexString(hex), "iPXE"u8));

    [Fact]
    public void Contains_AnyBytes_NeverThrows() =>
        Gen.Byte.Array[0, 64].Sample(bytes => { _ = UserClasses.Contains(bytes, "iPXE"u8); });
}
