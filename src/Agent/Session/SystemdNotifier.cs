using System;
using System.Net.Sockets;
using System.Text;

namespace Monitas.Agent.Session;

/// <summary>Tells systemd that the daemon is ready (sd_notify(3): one datagram to the socket named by NOTIFY_SOCKET).</summary>
internal static class SystemdNotifier
{
    /// <summary>Says READY=1; does nothing when systemd did not start this process.</summary>
    public static void Ready()
    {
        string? path = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");
        if (string.IsNullOrEmpty(path))
        {
            return;
        }
        using Socket socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        // A leading '@' stands for the abstract name space, whose names begin with a zero byte.
        socket.Connect(new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path));
        socket.Send(Encoding.ASCII.GetBytes("READY=1"));
    }
}
