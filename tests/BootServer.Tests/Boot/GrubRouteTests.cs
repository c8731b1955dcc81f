using System;
using System.Linq;
using System.Net;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class GrubRouteTests
{
    private static readonly Ipv4Address Own = Address("10.0.0.1");

    [Theory]
    [InlineData((int)DhcpMode.Full, 0, 0, null, true, false, "gives out the addresses")]
    [InlineData((int)DhcpMode.Off, 0, 0, "10.0.0.1", false, false, "another DHCP server")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, "10.0.0.1", true, false, "names this server as its next server")]
    [InlineData((int)DhcpMode.Proxy, 5, 5, "10.0.0.1", true, false, "names this server as its next server")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, "10.0.0.1 10.0.0.254", false, false, "at 10.0.0.254")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, "10.0.0.254", false, false, "at 10.0.0.254")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, "0.0.0.0", false, false, "nowhere")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, "", false, false, "not heard yet")]
    [InlineData((int)DhcpMode.Proxy, 0, 0, null, false, false, "not heard yet")]
    [InlineData((int)DhcpMode.Proxy, 5, 2, null, true, true, "one of the reserved addresses")]
    [InlineData((int)DhcpMode.Proxy, 5, 2, "10.0.0.254", true, true, "one of the reserved addresses")]
    [InlineData((int)DhcpMode.Proxy, 5, 0, "10.0.0.254", false, false, "all 5 reserved addresses")]
    public void Find_EachNetwork_TellsWhetherGrubFindsUs(int mode, int reserved, int free, string? nextServers, bool leadsHere, bool needsAddress, string reason)
    {
        Ipv4Address[]? heard = nextServers?.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Address).ToArray();

        GrubRoute route = GrubRoute.Find((DhcpMode)mode, Own, reserved, free, heard);

        Assert.Equal((leadsHere, needsAddress), (route.LeadsHere, route.NeedsAddress));
        Assert.Contains(reason, route.Reason, StringComparison.Ordinal);
    }

    /// <summary>The next server that was heard, and the reserved addresses, are those of the own link.</summary>
    [Fact]
    public void Find_ForAMachineBehindARelay_TakesTheSysadminsWord()
    {
        Assert.True(GrubRoute.Find(DhcpMode.Proxy, Own, 0, 0, null, isOnLink: false, isNamedElsewhere: true).LeadsHere);
        Assert.False(GrubRoute.Find(DhcpMode.Proxy, Own, 0, 0, null, isOnLink: true, isNamedElsewhere: true).LeadsHere);
        Assert.Contains("grub-next-server = yes", GrubRoute.Find(DhcpMode.Proxy, Own, 0, 0, null, isOnLink: false).Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((int)DhcpMode.Full, 0, true)]
    [InlineData((int)DhcpMode.Proxy, 0, false)]
    [InlineData((int)DhcpMode.Proxy, 5, false)]
    public void Find_ForAMachineBehindARelay_CountsNothingThatWasHeardHere(int mode, int reserved, bool leadsHere) =>
        Assert.Equal(leadsHere, GrubRoute.Find((DhcpMode)mode, Own, reserved, reserved, [Own], isOnLink: false).LeadsHere);

    private static Ipv4Address Address(string text) => Ipv4Address.From(IPAddress.Parse(text));
}
