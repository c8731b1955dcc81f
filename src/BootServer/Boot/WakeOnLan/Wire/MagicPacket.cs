using System;

namespace Monitas.BootServer.Boot.WakeOnLan.Wire;

/// <summary>
/// The packet that a sleeping network card looks for ("Magic Packet Technology", AMD publication 20213).
/// <code>  0 ff ff ff ff ff ff   6 the card's MAC address, sixteen times (96)</code>
/// </summary>
internal static class MagicPacket
{
    /// <summary>Bytes of a packet.</summary>
    public const int Length = MacAddress.Length * (1 + Repetitions);

    /// <summary>The port that it is sent to by custom (discard, RFC 863); the card looks at the bytes only.</summary>
    public const int Port = 9;

    private const int Repetitions = 16;

    /// <summary>The packet for a card.</summary>
    public static byte[] For(MacAddress mac)
    {
        byte[] packet = new byte[Length];
        packet.AsSpan(0, MacAddress.Length).Fill(0xff);
        for (int i = 1; i <= Repetitions; i++)
        {
            mac.WriteTo(packet.AsSpan(i * MacAddress.Length));
        }

        return packet;
    }
}
