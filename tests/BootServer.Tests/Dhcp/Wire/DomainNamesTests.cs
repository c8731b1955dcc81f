using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class DomainNamesTests
{
    private static readonly string[] Labels = ["a", "bb", "office", "example", "org", "x-1"];

    /// <summary>The example of RFC 3397 2.1.1, where both names share apple.com.</summary>
    private const string Rfc = "03656e67056170706c6503636f6d00" + "096d61726b6574696e67c004";

    [Fact]
    public void ToBytes_ExampleOfTheRfc_HasExactlyTheseBytes() =>
        Assert.Equal(Rfc, Convert.ToHexStringLower(DomainNames.ToBytes(["eng.apple.com", "marketing.apple.com"])));

    [Fact]
    public void RoundTrip_AnyNames_AreTheSame() =>
        Gen.Int[0, 5].Select(i => Labels[i]).Array[1, 5].Select(labels => string.Join('.', labels)).List[0, 20].Sample(names =>
        {
            byte[] bytes = DomainNames.ToBytes(names);
            Assert.True(DomainNames.TryParse(bytes, out IReadOnlyList<string> read));
            Assert.Equal(names, read);
            Assert.True(bytes.Length <= names.Sum(name => name.Length + 2));
        });

    [Fact]
    public void TryParse_EveryTruncation_IsAnErrorOrFewerNames()
    {
        byte[] bytes = Convert.FromHexString(Rfc);
        for (int length = 0; length < bytes.Length; length++)
        {
            bool ok = DomainNames.TryParse(bytes.AsSpan(0, length), out IReadOnlyList<string> names);
            Assert.Equal(length is 0 or 15, ok);
            Assert.True(names.Count < 2);
        }
    }

    [Theory]
    [InlineData("c000")]
    [InlineData("0161c002")]
    [InlineData("016100c0ff")]
    [InlineData("4061")]
    [InlineData("80")]
    public void TryParse_PointerAheadOrBadLabel_IsRefused(string hex) =>
        Assert.False(DomainNames.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void TryParse_FlippedBytes_NeverThrowsNorGrows() =>
        Gen.Select(Gen.Int[0, 26], Gen.Byte).Array[1, 8].Sample(flips =>
        {
            byte[] bytes = Convert.FromHexString(Rfc);
            foreach ((int at, byte value) in flips)
            {
                bytes[at] = value;
            }

            _ = DomainNames.TryParse(bytes, out IReadOnlyList<string> names);
            Assert.True(names.Count <= 64 && names.All(name => name.Length <= 320));
        });

    [Theory]
    [InlineData("example.org", true)]
    [InlineData("a", true)]
    [InlineData("", false)]
    [InlineData("a..b", false)]
    [InlineData("-a.b", false)]
    [InlineData("a b", false)]
    [InlineData("büro.de", false)]
    public void IsName_Text_IsTold(string text, bool isName) => Assert.Equal(isName, DomainNames.IsName(text));
}
