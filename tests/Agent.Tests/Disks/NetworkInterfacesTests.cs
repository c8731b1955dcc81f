using System;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks;
using Xunit;

namespace Monitas.Agent.Tests.Disks;

public sealed class NetworkInterfacesTests : IDisposable
{
    private const string Routes = """
        Iface	Destination	Gateway 	Flags	RefCnt	Use	Metric	Mask		MTU	Window	IRTT
        br0	00000000	0101A8C0	0003	0	0	0	00000000	0	0	0
        eno1	0001A8C0	00000000	0001	0	0	0	00FFFFFF	0	0	0
        """;

    private readonly string _classes = Directory.CreateTempSubdirectory("monitas-net-").FullName;

    public void Dispose() => Directory.Delete(_classes, recursive: true);

    [Fact]
    public void Read_CardsABridgeAndALoopback_AreTheCardsWithTheOneOnTheDefaultRouteFirst()
    {
        Card("eno1", "52:54:00:AA:BB:01");
        Card("enp3s0", "52:54:00:aa:bb:02", master: "br0");
        Card("br0", "52:54:00:aa:bb:02", isDevice: false);
        Card("lo", "00:00:00:00:00:00", type: "772");

        Assert.Equal(
            ["enp3s0 52:54:00:aa:bb:02 True", "eno1 52:54:00:aa:bb:01 False"],
            NetworkInterfaces.Read(_classes, Routes).Select(card => $"{card.Name} {card.MacAddress} {card.HasDefaultRoute}"));
    }

    [Fact]
    public void Read_CardsInABond_HaveTheirOwnAddresses()
    {
        Card("eno1", "52:54:00:aa:bb:01", master: "bond0", own: "52:54:00:aa:bb:01");
        Card("eno2", "52:54:00:aa:bb:01", master: "bond0", own: "52:54:00:aa:bb:02");

        Assert.Equal(["52:54:00:aa:bb:01", "52:54:00:aa:bb:02"], NetworkInterfaces.Read(_classes, "").Select(card => card.MacAddress));
    }

    [Fact]
    public void Read_NoSuchDirectory_IsEmpty() => Assert.Empty(NetworkInterfaces.Read(_classes + "/none", Routes));

    private void Card(string name, string address, bool isDevice = true, string type = "1", string? master = null, string? own = null)
    {
        string card = Directory.CreateDirectory(Path.Combine(_classes, name)).FullName;
        File.WriteAllText(card + "/type", type + "\n");
        File.WriteAllText(card + "/address", address + "\n");
        if (isDevice)
        {
            Directory.CreateDirectory(card + "/device");
        }
        if (master is not null)
        {
            File.CreateSymbolicLink(card + "/master", "../" + master);
        }
        if (own is not null)
        {
            Directory.CreateDirectory(card + "/bonding_slave");
            File.WriteAllText(card + "/bonding_slave/perm_hwaddr", own + "\n");
        }
    }
}
