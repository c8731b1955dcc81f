using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Monitas.BootServer.Boot;

/// <summary>Opens sockets that are tied to one network interface.</summary>
internal static class DeviceSocket
{
    private const int SolSocket = 1;
    private const int SoBindToDevice = 25;

    /// <summary>
    /// Opens a UDP socket that hears one interface only, so that other programs may use the same port on others.
    /// </summary>
    /// <param name="server">The interface.</param>
    /// <param name="address">0.0.0.0 to hear broadcasts too, or our address.</param>
    /// <param name="port">The port; 0: any free one.</param>
    /// <param name="purpose">What it is for, in the sentence for the sysadmin: "DHCP".</param>
    /// <exception cref="NetbootException">The port is taken or not permitted.</exception>
    public static Socket OpenUdp(NetbootInterface server, IPAddress address, int port, string purpose)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            Tie(socket, server);
            socket.EnableBroadcast = true;
            socket.Bind(new IPEndPoint(address, port));
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new NetbootException(Explain(e, server, port, purpose), e);
        }
    }

    /// <summary>Ties a socket to the interface (SO_BINDTODEVICE, socket(7)): also broadcasts leave by it.</summary>
    public static void Tie(Socket socket, NetbootInterface server) =>
        socket.SetRawSocketOption(SolSocket, SoBindToDevice, Encoding.UTF8.GetBytes(server.Name + '\0'));

    private static string Explain(SocketException e, NetbootInterface server, int port, string purpose) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => PortOwner.Explain("UDP", port, PortOwner.FindUdp(port), purpose),
        SocketError.AccessDenied => $"UDP port {port} on {server.Name}, needed for {purpose}, may not be opened: start the server as root, or by its systemd unit, which grants CAP_NET_BIND_SERVICE and CAP_NET_RAW.",
        _ => $"UDP port {port} on {server.Name}, needed for {purpose}, cannot be opened: {e.Message}.",
    };
}
