using System;
using System.Net;
using System.Net.Sockets;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class PortOwnerTests
{
    private const string Table =
        "   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
        + "  409: 00000000:0043 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4711 2 0000000000000000 0\n"
        + "  411: 0100007F:0044 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4712 2 0000000000000000 0\n";

    [Fact]
    public void ParseInodes_OnePort_GivesItsSocket()
    {
        Assert.Equal(["4711"], PortOwner.ParseInodes(Table, 67, null));
        Assert.Empty(PortOwner.ParseInodes(Table, 69, null));
        Assert.Empty(PortOwner.ParseInodes(Table, 67, "0A"));
    }

    [Fact]
    public void FindUdp_PortOfThisProcess_NamesIt()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string? owner = PortOwner.FindUdp(((IPEndPoint)socket.LocalEndPoint!).Port);
        Assert.NotNull(owner);
        Assert.EndsWith($"(process {Environment.ProcessId})", owner, StringComparison.Ordinal);
    }

    [Fact]
    public void Holds_PortOfThisProcess_OnlyWhileItIsOpen()
    {
        using Socket udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (int udpPort, int tcpPort) = (((IPEndPoint)udp.LocalEndPoint!).Port, ((IPEndPoint)tcp.LocalEndPoint!).Port);
        Assert.Equal((true, false), (PortOwner.HoldsUdp(udpPort), PortOwner.HoldsTcp(tcpPort)));
        tcp.Listen();
        Assert.True(PortOwner.HoldsTcp(tcpPort));
        udp.Dispose();
        Assert.False(PortOwner.HoldsUdp(udpPort));
    }

    [Fact]
    public void OpenUdp_TakenPort_SaysWhoHasItAndWhatToDo()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Any, 0));
        int port = ((IPEndPoint)socket.LocalEndPoint!).Port;

        NetbootException e = Assert.Throws<NetbootException>(() => DeviceSocket.OpenUdp(Loopback.Interface, IPAddress.Any, port, "DHCP"));

        Assert.StartsWith($"UDP port {port}, needed for DHCP, is taken by ", e.Message, StringComparison.Ordinal);
        Assert.Contains($"(process {Environment.ProcessId})", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("set the DHCP mode to off.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_UnknownOwner_StillSaysWhatToDo() =>
        Assert.Equal(
            "UDP port 69, needed for TFTP, is taken by another program: stop that program or move it to another interface.",
            PortOwner.Explain("UDP", 69, null, "TFTP"));
}
