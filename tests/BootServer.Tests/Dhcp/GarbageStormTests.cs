using System;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Tests.Networks;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

public sealed class GarbageStormTests
{
    private const int Datagrams = 20_000;

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    /// <summary>Noise, cut and damaged datagrams, those with made-up cards among them. The client asks once a second, as clients do.</summary>
    [Fact]
    public async Task Storm_OnBothPorts_KeepsNobodyFromItsLeaseAndDoesNotFillTheLog()
    {
        using VirtualLan lan = new();
        using LanServer server = new(lan, probes: true, new DhcpSubnet(DhcpScene.Address("10.98.0.0"), 24)
        {
            Ranges = [DhcpScene.Range("10.98.0.100", "10.98.0.199")],
            Ours = [lan.Interface.Address],
            Router = DhcpScene.Address("10.98.0.254"),
        });
        using Socket socket = VirtualLan.In(lan.Foreign, () => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true });
        var storm = Task.Run(() => Send(socket), Patience);
        using DhcpClientProgram client = new(lan.Client, "udhcpc");

        string bound = await client.WaitForAsync("bound", 1, Patience);
        await storm;

        string card = VirtualLan.CardOf(lan.Client);
        Assert.Contains($"ip={server.Find(card)!.Address} ", bound, StringComparison.Ordinal);
        Assert.InRange(server.Log.Lines.Count, 0, 2 * DhcpRivals.MaximumToldAnHour);
    }

    private static void Send(Socket socket)
    {
        Random random = new(3);
        IPEndPoint[] targets =
        [
            new(IPAddress.Parse("10.98.0.1"), DhcpDecision.ServerPort), new(IPAddress.Parse("10.98.0.255"), DhcpDecision.ServerPort), new(IPAddress.Parse("10.98.0.1"), ProxyDhcp.BootServerPort),
        ];
        for (int i = 0; i < Datagrams; i++)
        {
            socket.SendTo(Make(random, i), targets[i % targets.Length]);
        }
    }

    private static byte[] Make(Random random, int number)
    {
        byte[] bytes = (byte[])Capture.Bytes(Capture.Names[random.Next(Capture.Names.Length)]).Clone();
        switch (number % 4)
        {
            case 0:
                bytes = new byte[random.Next(1400)];
                random.NextBytes(bytes);
                return bytes;
            case 1:
                return bytes[..random.Next(bytes.Length)];
            default:
                for (int flips = random.Next(1, 8); flips > 0; flips--)
                {
                    bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                }

                return bytes;
        }
    }
}
