using System.Collections.Generic;

namespace Monitas.BootServer.Boot;

/// <summary>
/// Programs of the kernel's packet filter (Documentation/networking/filter.rst, linux/filter.h) for whole Ethernet frames. A frame that the
/// program does not accept never reaches the process, so a busy network costs nothing.
/// </summary>
/// <param name="Code">What to do.</param>
/// <param name="JumpTrue">Instructions to leave out when a comparison holds.</param>
/// <param name="JumpFalse">Instructions to leave out when it does not.</param>
/// <param name="Operand">The number to work with.</param>
internal readonly record struct PacketFilter(ushort Code, byte JumpTrue, byte JumpFalse, uint Operand)
{
    private const ushort LoadHalf = 0x28;
    private const ushort LoadByte = 0x30;
    private const ushort LoadHalfIndexed = 0x48;
    private const ushort LoadIpHeaderLength = 0xb1;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfBitsSet = 0x45;
    private const ushort Return = 0x06;
    private const uint WholeFrame = 0x40000;

    /// <summary>Whole UDP datagrams over IPv4 to a port, whoever listens there.</summary>
    public static IReadOnlyList<PacketFilter> ToUdpPort(uint port) =>
    [
        new(LoadHalf, 0, 0, 12),
        new(JumpIfEqual, 0, 8, 0x0800),
        new(LoadByte, 0, 0, 23),
        new(JumpIfEqual, 0, 6, 17),
        new(LoadHalf, 0, 0, 20),
        new(JumpIfBitsSet, 4, 0, 0x3fff),
        new(LoadIpHeaderLength, 0, 0, 14),
        new(LoadHalfIndexed, 0, 0, 16),
        new(JumpIfEqual, 0, 1, port),
        new(Return, 0, 0, WholeFrame),
        new(Return, 0, 0, 0),
    ];
}
