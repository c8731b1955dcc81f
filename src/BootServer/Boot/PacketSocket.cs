using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Sockets for whole Ethernet frames of one interface (packet(7)): they hear what no port of ours is bound to, and send with any IP address.
/// </summary>
internal static class PacketSocket
{
    /// <summary>The longest frame that is read, in bytes.</summary>
    public const int MaximumFrameBytes = 2048;

    /// <summary>IPv4 (RFC 894).</summary>
    public const ushort EtherTypeIpv4 = 0x0800;

    /// <summary>ARP (RFC 826).</summary>
    public const ushort EtherTypeArp = 0x0806;

    private const int SolSocket = 1;
    private const int SoAttachFilter = 26;
    private const int FilterInstructionLength = 8;

    /// <summary>Opens a socket that hears the frames of one kind that reach the interface; not our own.</summary>
    /// <param name="server">The interface.</param>
    /// <param name="etherType">The kind.</param>
    /// <param name="filter">What of it; empty: all.</param>
    /// <exception cref="SocketException">It is not permitted (CAP_NET_RAW), or the interface has gone.</exception>
    public static Socket Open(NetbootInterface server, ushort etherType, IReadOnlyList<PacketFilter> filter)
    {
        // Protocol 0 hears nothing until the filter is set and the socket is bound.
        Socket socket = new(AddressFamily.Packet, SocketType.Raw, ProtocolType.Unspecified);
        try
        {
            if (filter.Count > 0)
            {
                Attach(socket, filter);
            }

            socket.Bind(new PacketEndPoint(etherType, server.Index));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>The card's address, as the kernel tells it of a bound socket.</summary>
    public static MacAddress CardOf(Socket socket) => ((PacketEndPoint)socket.LocalEndPoint!).Card;

    /// <summary>struct sock_fprog of linux/filter.h: a 16-bit count and, at the next natural boundary, the address of the instructions.</summary>
    private static void Attach(Socket socket, IReadOnlyList<PacketFilter> filter)
    {
        byte[] program = GC.AllocateArray<byte>(filter.Count * FilterInstructionLength, pinned: true);
        for (int i = 0; i < filter.Count; i++)
        {
            Span<byte> instruction = program.AsSpan(i * FilterInstructionLength);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, filter[i].Code);
            instruction[2] = filter[i].JumpTrue;
            instruction[3] = filter[i].JumpFalse;
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], filter[i].Operand);
        }

        byte[] header = new byte[2 * sizeof(long)];
        BinaryPrimitives.WriteUInt16LittleEndian(header, (ushort)filter.Count);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(sizeof(long)), Marshal.UnsafeAddrOfPinnedArrayElement(program, 0));
        socket.SetRawSocketOption(SolSocket, SoAttachFilter, header);
        GC.KeepAlive(program);
    }

    /// <summary>struct sockaddr_ll: family(2) protocol(2, network order) index(4) hardware type(2) kind(1) length(1) address(8).</summary>
    private sealed class PacketEndPoint(ushort etherType, int index, MacAddress card = default) : EndPoint
    {
        private const int Length = 20;

        public override AddressFamily AddressFamily => AddressFamily.Packet;

        public MacAddress Card => card;

        public override SocketAddress Serialize()
        {
            SocketAddress address = new(AddressFamily.Packet, Length);
            BinaryPrimitives.WriteUInt16BigEndian(address.Buffer.Span[2..], etherType);
            BinaryPrimitives.WriteInt32LittleEndian(address.Buffer.Span[4..], index);
            return address;
        }

        public override EndPoint Create(SocketAddress socketAddress)
        {
            ReadOnlySpan<byte> bytes = socketAddress.Buffer.Span;
            return new PacketEndPoint(BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]), MacAddress.FromBytes(bytes[12..]));
        }
    }
}
