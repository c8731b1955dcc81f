using System;
using System.Diagnostics;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Dhcp;
using Monitas.BootServer.Dhcp.Wire;
using Monitas.BootServer.RouterAdvertisements;
using Monitas.BootServer.Tests.Boot;
using Monitas.BootServer.Tests.Networks;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Dhcp;

/// <summary>Real sockets on a network of their own; udhcpc and dnsmasq as judges.</summary>
public sealed class DhcpListenerTests : IDisposable
{
    private readonly VirtualLan _lan = new();
    private readonly TemporaryDirectory _directory = new();
    private readonly NetbootClients _clients = new(TimeProvider.System);
    private readonly FakeAssignments _assignments = new() { Task = BootTask.BootImage };
    private readonly FakeEvents _events = new();
    private readonly DhcpRivals _rivals = new(DhcpMode.Proxy, TimeProvider.System, NullLogger.Instance);
    private readonly CancellationTokenSource _stopping = new();
    private readonly AddressProber _prober;

    public DhcpListenerTests() =>
        _prober = new AddressProber(_lan.Interface, (_, _) => Task.FromResult(false), TimeProvider.System, NullLogger.Instance);

    private static CancellationToken Patience => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _stopping.Cancel();
        _stopping.Dispose();
        _prober.Dispose();
        _lan.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task Full_Udhcpc_GetsAnAddressWithSettings()
    {
        DhcpSubnet subnet = new(DhcpScene.Address("10.98.0.0"), 24)
        {
            Ranges = [DhcpScene.Range("10.98.0.100", "10.98.0.100")],
            Router = DhcpScene.Address("10.98.0.254"),
            DnsServers = [DhcpScene.Address("10.98.0.253")],
            LeaseTime = TimeSpan.FromMinutes(10),
        };
        string leases = _directory.Combine("leases.json");
        using LeaseStore store = new(leases, NullLogger.Instance);
        using DhcpListener listener = Listen(DhcpAddresses.OfLan(_lan.Interface, new DhcpSubnets([subnet]), new LeaseBook(store)));

        string bound = await UdhcpcAsync();

        Assert.Equal("bound ip=10.98.0.100 mask=24 router=10.98.0.254 dns=10.98.0.253 lease=600 server=10.98.0.1", bound);
        Assert.Contains("10.98.0.100", await File.ReadAllTextAsync(leases, Patience), StringComparison.Ordinal);
        Assert.Empty(_events.Steps);
    }

    [Fact]
    public async Task Proxy_BesideDnsmasq_GivesBootFilesAndNeverAnAddress()
    {
        using Process dnsmasq = Dnsmasq(_lan.Foreign, "eth0");
        try
        {
            using DhcpListener listener = Listen(DhcpAddresses.None());

            Assert.Contains("server=10.98.0.2", await UdhcpcAsync(), StringComparison.Ordinal);
            DhcpPacket offer = await AskAsync("ovmf-pxe-discover");

            Assert.Equal(("0.0.0.0", "10.98.0.1", "snponly.efi"), (offer.Yiaddr.ToString(), offer.Siaddr.ToString(), offer.File));
            Assert.Equal([BootStage.DhcpOffer], _events.Stages);
        }
        finally
        {
            dnsmasq.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Open_PortHeldByDnsmasq_NamesIt()
    {
        using Process dnsmasq = Dnsmasq(_lan.Server, "br0");
        try
        {
            while (VirtualLan.In(_lan.Server, () => PortOwner.FindUdp(DhcpDecision.ServerPort)) is null)
            {
                await Task.Delay(50, Patience);
            }

            using DhcpListener listener = new(_lan.Interface, Responder(DhcpAddresses.None()), _prober, new AddressShortages(TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance);
            NetbootException e = Assert.Throws<NetbootException>(() => VirtualLan.In(_lan.Server, () => { listener.Open(); return 0; }));

            Assert.Matches(@"^UDP port 67, needed for DHCP, is taken by dnsmasq \(process \d+\): stop that program", e.Message);
        }
        finally
        {
            dnsmasq.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task RouterAdvertiser_AnswersOnlyThoseThatBootNow()
    {
        using RouterAdvertiser advertiser = new(_lan.Interface, _clients, NullLogger.Instance);
        VirtualLan.In(_lan.Server, () => { advertiser.Open(); return 0; });
        _ = advertiser.RunAsync(_stopping.Token);
        using Socket socket = VirtualLan.In(_lan.Client, () => new Socket(AddressFamily.InterNetworkV6, SocketType.Raw, ProtocolType.IcmpV6));
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        int index = VirtualLan.In(_lan.Client, () => NativeIndex());

        _clients.Note(new MacAddress(0x525400aabb01), null, null);
        byte[] answer = new byte[256];
        int length = 0;
        while (length == 0 || answer[0] != 134)
        {
            // Link-local addresses on both sides are tentative for a second or two; solicitations are repeated until then.
            await SolicitAsync(socket, index, "0101525400aabb02");
            await SolicitAsync(socket, index, "0101525400aabb01");
            using var turn = CancellationTokenSource.CreateLinkedTokenSource(Patience);
            turn.CancelAfter(TimeSpan.FromMilliseconds(300));
            try
            {
                length = await socket.ReceiveAsync(answer, SocketFlags.None, turn.Token);
            }
            catch (OperationCanceledException) when (!Patience.IsCancellationRequested)
            {
                length = 0;
            }
        }

        Assert.Equal(16, length);
        Assert.Equal([0, 0, 0, 0], answer[4..8]);
    }

    private static int NativeIndex() =>
        int.Parse(File.ReadAllText("/proc/thread-self/net/dev_mcast").Split('\n')[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], null);

    private static async Task SolicitAsync(Socket socket, int index, string option)
    {
        IPAddress allRouters = new(IPAddress.Parse("ff02::2").GetAddressBytes(), index);
        try
        {
            await socket.SendToAsync(Convert.FromHexString("8500000000000000" + option), SocketFlags.None, new IPEndPoint(allRouters, 0));
        }
        catch (SocketException)
        {
            await Task.Delay(100);
        }
    }

    private DhcpResponder Responder(DhcpAddresses addresses) =>
        new(_lan.Interface, addresses, (_, _) => new BootAbilities(true, true, new GrubRoute(false, false, "")), _assignments, _events, _clients, _rivals, TimeProvider.System, NullLogger.Instance);

    private DhcpListener Listen(DhcpAddresses addresses)
    {
        DhcpListener listener = new(_lan.Interface, Responder(addresses), _prober, new AddressShortages(TimeProvider.System, NullLogger.Instance), TimeProvider.System, NullLogger.Instance);
        VirtualLan.In(_lan.Server, () => { _prober.Open(); listener.Open(); return 0; });
        _ = _prober.RunAsync(_stopping.Token);
        _ = listener.RunAsync(_stopping.Token);
        return listener;
    }

    private Process Dnsmasq(string part, string device) => VirtualLan.Start(
        part, "dnsmasq", "-d", "--conf-file=/dev/null", "--user=root", "--port=0", $"--interface={device}", "--bind-interfaces", "--no-ping",
        "--dhcp-range=10.98.0.50,10.98.0.99", $"--dhcp-leasefile={_directory.Combine("dnsmasq.leases")}");

    /// <returns>What udhcpc hands to its script when it has an address.</returns>
    private async Task<string> UdhcpcAsync()
    {
        string script = _directory.Combine("udhcpc.sh");
        string result = _directory.Combine("udhcpc.txt");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\n[ \"$1\" = bound ] && echo \"$1 ip=$ip mask=$mask router=$router dns=$dns lease=$lease server=$serverid\" > {result}\nexit 0\n", Patience);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        using Process process = VirtualLan.Start(_lan.Client, "busybox", "udhcpc", "-q", "-n", "-f", "-t", "20", "-T", "1", "-i", "eth0", "-s", script);
        string errors = await process.StandardError.ReadToEndAsync(Patience);
        await process.WaitForExitAsync(Patience);
        Assert.True(process.ExitCode == 0, errors);
        return (await File.ReadAllTextAsync(result, Patience)).Trim();
    }

    /// <summary>Broadcasts a recorded message from the client and waits for an offer of ours.</summary>
    private async Task<DhcpPacket> AskAsync(string capture)
    {
        using Socket socket = VirtualLan.In(_lan.Client, () =>
        {
            Socket opened = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { EnableBroadcast = true };
            opened.SetRawSocketOption(1, 25, Encoding.ASCII.GetBytes("eth0\0"));
            opened.Bind(new IPEndPoint(IPAddress.Any, 68));
            return opened;
        });
        await socket.SendToAsync(Capture.Bytes(capture), SocketFlags.None, new IPEndPoint(IPAddress.Broadcast, 67), Patience);
        byte[] buffer = new byte[2000];
        while (true)
        {
            int length = await socket.ReceiveAsync(buffer, SocketFlags.None, Patience);
            Assert.True(DhcpPacketReader.TryParse(buffer.AsSpan(0, length), out DhcpPacket? packet, out _));
            if (packet.Options.Address(DhcpOption.ServerIdentifier) == _lan.Interface.Address)
            {
                return packet;
            }
        }
    }
}
