using System;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Interop;

namespace Monitas.BootServer.Tftp;

/// <summary>The socket of one transfer (RFC 1350 4: a fresh TID), connected to the client, so that the kernel drops what others send.</summary>
internal sealed class TransferSocket : IDisposable
{
    private const int IpProtocol = 0;
    private const int IpMtu = 14;
    private const int UdpProtocol = 17;
    private const int UdpSegment = 103;

    private const int SocketLevel = 1;
    private const int ReceiveTimeout = 20;

    /// <summary>How long <see cref="TryAwait"/> waits, in microseconds: a new client of the same worker waits no longer while another is silent.</summary>
    private const long MomentUs = 4000;

    /// <summary>Room for two windows of the longest kind with the kernel's own data about each datagram, in bytes.</summary>
    private const int SendBufferBytes = 1 << 19;

    private readonly Socket _socket;

    /// <summary>Opens it.</summary>
    /// <exception cref="NetbootException">No port is free.</exception>
    /// <exception cref="SocketException">There is no way to the client.</exception>
    public TransferSocket(NetbootInterface server, IPEndPoint client)
    {
        Client = client;
        _socket = DeviceSocket.OpenUdp(server, server.Address.ToIPAddress(), 0, "TFTP");
        try
        {
            _socket.Connect(client);
            _socket.SendBufferSize = SendBufferBytes;
            _socket.SetRawSocketOption(SocketLevel, ReceiveTimeout, MemoryMarshal.AsBytes<long>([0, MomentUs]));
        }
        catch
        {
            _socket.Dispose();
            throw;
        }
    }

    /// <summary>The client.</summary>
    public IPEndPoint Client { get; }

    /// <summary>For system calls; valid until this object is disposed.</summary>
    public int Descriptor => (int)_socket.Handle;

    /// <summary>The longest IP packet that the route to the client carries whole, as far as the kernel knows (IP_MTU, ip(7)).</summary>
    public int RouteMtuBytes
    {
        get
        {
            byte[] value = new byte[sizeof(int)];
            _socket.GetRawSocketOption(IpProtocol, IpMtu, value);
            return BitConverter.ToInt32(value);
        }
    }

    /// <summary>Lets the kernel cut long messages into datagrams of a length from now on.</summary>
    /// <param name="datagramBytes">The length; 0: no longer.</param>
    /// <returns>False when this kernel knows nothing of it.</returns>
    public bool TryCut(int datagramBytes)
    {
        try
        {
            _socket.SetRawSocketOption(UdpProtocol, UdpSegment, BitConverter.GetBytes(datagramBytes));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends one datagram if there is room.</summary>
    /// <returns>0, or the <see cref="Errno"/>.</returns>
    public int Send(ReadOnlySpan<byte> datagram) => Libc.Send(Descriptor, datagram, datagram.Length, Libc.DoNotWait) < 0 ? Marshal.GetLastPInvokeError() : 0;

    /// <summary>Takes the next datagram.</summary>
    /// <param name="buffer">Takes it.</param>
    /// <param name="length">Its length in bytes; -1: see <paramref name="error"/>.</param>
    /// <param name="error">The <see cref="Errno"/>: <see cref="Errno.TryAgain"/> when there is none.</param>
    public bool TryReceive(Span<byte> buffer, out int length, out int error) => TryReceive(buffer, Libc.DoNotWait, out length, out error);

    /// <summary>Waits a moment for the next datagram (SO_RCVTIMEO, socket(7)), and takes it as <see cref="TryReceive(Span{byte}, out int, out int)"/> does.</summary>
    public bool TryAwait(Span<byte> buffer, out int length, out int error) => TryReceive(buffer, 0, out length, out error);

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private bool TryReceive(Span<byte> buffer, int flags, out int length, out int error)
    {
        length = (int)Libc.Receive(Descriptor, buffer, buffer.Length, flags);
        error = length < 0 ? Marshal.GetLastPInvokeError() : 0;
        return length >= 0;
    }
}
