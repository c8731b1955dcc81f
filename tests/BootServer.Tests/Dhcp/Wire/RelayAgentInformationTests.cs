using System;
using CsCheck;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp.Wire;

public sealed class RelayAgentInformationTests
{
    /// <summary>Circuit id 0 and 255 in front: unlike options 43 and 175 there is no pad and no end here.</summary>
    private const string Both = "0102ff00" + "00010a" + "05040a070005" + "0b040a070001";

    [Fact]
    public void Find_BothAddresses_AreRead()
    {
        byte[] bytes = Convert.FromHexString(Both);
        Assert.Equal("10.7.0.5", RelayAgentInformation.FindLink(bytes).ToString());
        Assert.Equal("10.7.0.1", RelayAgentInformation.FindServerIdentifier(bytes).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("05")]
    [InlineData("05040a0700")]
    [InlineData("05030a0700")]
    [InlineData("050400000000")]
    [InlineData("01ff05040a070005")]
    public void FindLink_AbsentOrDamaged_IsNone(string hex) => Assert.Null(RelayAgentInformation.FindLink(Convert.FromHexString(hex)));

    [Fact]
    public void FindLink_EveryTruncation_IsNoneUntilItIsWhole()
    {
        byte[] bytes = Convert.FromHexString(Both);
        for (int length = 0; length <= bytes.Length; length++)
        {
            Assert.Equal(length >= 13, RelayAgentInformation.FindLink(bytes.AsSpan(0, length)) is not null);
        }
    }

    [Fact]
    public void FindLink_AnyBytes_NeverThrows() => Gen.Byte.Array[0, 64].Sample(bytes => { _ = RelayAgentInformation.FindLink(bytes); });
}
