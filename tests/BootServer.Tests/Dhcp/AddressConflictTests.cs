using System;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>A computer that has given itself an address of the range.</summary>
public sealed class AddressConflictTests : IDisposable
{
    private readonly VirtualLan _lan = new();

    public AddressConflictTests() => _lan.AddForeignAddress("10.98.0.100/24");

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose() => _lan.Dispose();

    [Fact]
    public async Task Offer_OfAnAddressThatAnswersArp_IsOfAnotherAndNamesTheHolder()
    {
        using LanServer server = Serve(probes: true);
        using DhcpClientProgram client = new(_lan.Client, "udhcpc", "-r", "10.98.0.100");

        Assert.StartsWith("bound ip=10.98.0.101 ", await client.WaitForAsync("bound", 1, Patience), StringComparison.Ordinal);
        Assert.Contains($"10.98.0.100 is in use by {VirtualLan.CardOf(_lan.Foreign)}", Assert.Single(server.Log.Lines).Text, StringComparison.Ordinal);
    }

    /// <summary>Where probes are not possible, the client finds out (udhcpc -a asks by ARP) and declines.</summary>
    [Fact]
    public async Task Decline_OfARealClient_PutsTheAddressAside()
    {
        using LanServer server = Serve(probes: false);
        using DhcpClientProgram client = new(_lan.Client, "udhcpc", "-a", "-A", "1", "-r", "10.98.0.100");

        Assert.StartsWith("bound ip=10.98.0.101 ", await client.WaitForAsync("bound", 1, Patience), StringComparison.Ordinal);
        string card = VirtualLan.CardOf(_lan.Client);
        Assert.Contains($"{card} was given 10.98.0.100 and found it in use", Assert.Single(server.Log.Lines).Text, StringComparison.Ordinal);
        Assert.Equal(DhcpScene.Address("10.98.0.101"), server.Find(card)!.Address);
    }

    private LanServer Serve(bool probes) => new(_lan, probes, new DhcpSubnet(DhcpScene.Address("10.98.0.0"), 24)
    {
        Ranges = [DhcpScene.Range("10.98.0.100", "10.98.0.101")],
        Ours = [_lan.Interface.Address],
        Router = DhcpScene.Address("10.98.0.254"),
    });
}
