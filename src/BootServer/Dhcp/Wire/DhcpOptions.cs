using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// The options of one message in the order of their first appearance. Values own their memory. A value longer than 255 bytes is cut
/// into several options when written, and several options of one code are joined when read (RFC 3396).
/// </summary>
internal sealed class DhcpOptions
{
    /// <summary>
    /// Twice as many as the longest message can need (16 pieces of 255 bytes). Each copies those before it, so without a limit one datagram of
    /// 4 KiB would cost a megabyte.
    /// </summary>
    private const int MaximumJoins = 32;

    private readonly List<KeyValuePair<DhcpOption, byte[]>> _items = [];
    private int _joins;

    /// <summary>Codes and values.</summary>
    public IReadOnlyList<KeyValuePair<DhcpOption, byte[]>> Items => _items;

    /// <summary>The value, or null when the option is absent.</summary>
    public byte[]? this[DhcpOption code]
    {
        get
        {
            int at = IndexOf(code);
            return at < 0 ? null : _items[at].Value;
        }
    }

    /// <summary>Whether the option is there.</summary>
    public bool Has(DhcpOption code) => IndexOf(code) >= 0;

    /// <summary>Appends to the option's value, or adds the option at the end.</summary>
    public DhcpOptions Add(DhcpOption code, ReadOnlySpan<byte> value)
    {
        if (code is DhcpOption.Pad or DhcpOption.End)
        {
            throw new ArgumentOutOfRangeException(nameof(code));
        }

        int at = IndexOf(code);
        if (at < 0)
        {
            _items.Add(new(code, value.ToArray()));
        }
        else
        {
            _items[at] = new(code, [.. _items[at].Value, .. value]);
        }

        return this;
    }

    /// <summary>Replaces the option's value, or adds the option at the end.</summary>
    public DhcpOptions Set(DhcpOption code, ReadOnlySpan<byte> value)
    {
        int at = IndexOf(code);
        if (at < 0)
        {
            return Add(code, value);
        }

        _items[at] = new(code, value.ToArray());
        return this;
    }

    /// <summary>Adds one byte.</summary>
    public DhcpOptions Add(DhcpOption code, byte value) => Add(code, [value]);

    /// <summary>Adds a text in ASCII; other characters become '?'.</summary>
    public DhcpOptions Add(DhcpOption code, string text) => Add(code, Encoding.ASCII.GetBytes(text));

    /// <summary>Adds an address.</summary>
    public DhcpOptions Add(DhcpOption code, Ipv4Address address) => Add(code, address.ToBytes());

    /// <summary>Adds addresses; nothing when there are none.</summary>
    public DhcpOptions Add(DhcpOption code, IReadOnlyList<Ipv4Address> addresses)
    {
        foreach (Ipv4Address address in addresses)
        {
            Add(code, address);
        }

        return this;
    }

    /// <summary>Adds a duration in whole seconds; longer than the field holds means for ever (RFC 2131 3.3).</summary>
    public DhcpOptions AddSeconds(DhcpOption code, TimeSpan duration)
    {
        byte[] value = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(value, (uint)Math.Min(duration.TotalSeconds, uint.MaxValue));
        return Add(code, value);
    }

    /// <summary>The option as an address; null when it is absent or has another length than four.</summary>
    public Ipv4Address? Address(DhcpOption code) => this[code] is { Length: Ipv4Address.Length } value ? Ipv4Address.FromBytes(value) : null;

    /// <summary>The option as a 16-bit number, its first one when it is a list; null when it is absent or shorter.</summary>
    public ushort? UInt16(DhcpOption code) => this[code] is { Length: >= 2 } value ? BinaryPrimitives.ReadUInt16BigEndian(value) : null;

    /// <summary>The option as Latin-1 text up to the first NUL; empty when it is absent.</summary>
    public string Text(DhcpOption code)
    {
        ReadOnlySpan<byte> value = this[code];
        int end = value.IndexOf((byte)0);
        return Encoding.Latin1.GetString(end < 0 ? value : value[..end]);
    }

    /// <summary>Reads one field of options (the options area, or `file` or `sname` when overloaded); a missing End is forgiven.</summary>
    /// <returns>False when an option reaches past the end, or when there are more pieces to join than a message can need; the options before are in.</returns>
    public bool TryReadFrom(ReadOnlySpan<byte> field)
    {
        int at = 0;
        while (at < field.Length && (DhcpOption)field[at] != DhcpOption.End)
        {
            var code = (DhcpOption)field[at++];
            if (code == DhcpOption.Pad)
            {
                continue;
            }

            if (at >= field.Length || field[at] > field.Length - at - 1)
            {
                return false;
            }

            if (Has(code) && ++_joins > MaximumJoins)
            {
                return false;
            }

            int length = field[at++];
            Add(code, field.Slice(at, length));
            at += length;
        }

        return true;
    }

    /// <summary>Bytes that <see cref="WriteTo"/> writes.</summary>
    public int WrittenLength
    {
        get
        {
            int length = 1;
            foreach ((_, byte[] value) in _items)
            {
                length += value.Length + (2 * Math.Max(1, (value.Length + byte.MaxValue - 1) / byte.MaxValue));
            }

            return length;
        }
    }

    /// <summary>Writes all options and the End.</summary>
    /// <returns>Bytes written.</returns>
    /// <exception cref="ArgumentException">The destination is too short.</exception>
    public int WriteTo(Span<byte> destination)
    {
        int at = 0;
        foreach ((DhcpOption code, byte[] value) in _items)
        {
            ReadOnlySpan<byte> rest = value;
            do
            {
                int part = Math.Min(rest.Length, byte.MaxValue);
                if (destination.Length - at < part + 2)
                {
                    throw new ArgumentException("The destination is too short for the options.", nameof(destination));
                }

                destination[at++] = (byte)code;
                destination[at++] = (byte)part;
                rest[..part].CopyTo(destination[at..]);
                at += part;
                rest = rest[part..];
            }
            while (!rest.IsEmpty);
        }

        if (at == destination.Length)
        {
            throw new ArgumentException("The destination is too short for the options.", nameof(destination));
        }

        destination[at++] = (byte)DhcpOption.End;
        return at;
    }

    private int IndexOf(DhcpOption code)
    {
        for (int i = 0; i < _items.Count; i++)
        {
            if (_items[i].Key == code)
            {
                return i;
            }
        }

        return -1;
    }
}
