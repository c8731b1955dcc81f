using System;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>An IPv4 address as a number, so that ranges and masks are plain arithmetic.</summary>
/// <param name="Value">The address with its first byte highest: 10.0.0.1 is 0x0a000001.</param>
internal readonly record struct Ipv4Address(uint Value) : IComparable<Ipv4Address>
{
    /// <summary>Bytes on the wire.</summary>
    public const int Length = 4;

    /// <summary>0.0.0.0: "none" in every header field.</summary>
    public static readonly Ipv4Address Any;

    /// <summary>255.255.255.255.</summary>
    public static readonly Ipv4Address Broadcast = new(uint.MaxValue);

    /// <summary>Whether this is 0.0.0.0.</summary>
    public bool IsAny => Value == 0;

    /// <summary>Reads four bytes in network order.</summary>
    public static Ipv4Address FromBytes(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32BigEndian(bytes));

    /// <summary>Takes over an address of the IPv4 family.</summary>
    /// <exception cref="ArgumentException">It is of another family.</exception>
    public static Ipv4Address From(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return bytes.Length == Length ? FromBytes(bytes) : throw new ArgumentException($"{address} is not an IPv4 address.", nameof(address));
    }

    /// <summary>Reads the dotted text with exactly four numbers.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Ipv4Address address)
    {
        address = default;
        if (text.Split('.').Length != 4 || !IPAddress.TryParse(text, out IPAddress? parsed) || parsed.GetAddressBytes().Length != Length)
        {
            return false;
        }

        address = From(parsed);
        return true;
    }

    /// <summary>The four bytes in network order.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[Length];
        WriteTo(bytes);
        return bytes;
    }

    /// <summary>Writes the four bytes in network order.</summary>
    public void WriteTo(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Value);

    /// <summary>The framework's form of the address.</summary>
    public IPAddress ToIPAddress() => new(ToBytes());

    /// <inheritdoc/>
    public int CompareTo(Ipv4Address other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Value >> 24}.{(Value >> 16) & 0xff}.{(Value >> 8) & 0xff}.{Value & 0xff}";
}
