using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// Lays options out over the options area and, when that is too small, the unused fields `file` and `sname` (option overload, RFC 2131 4.1).
/// An option goes whole into the first field that has room for it; only one that fits no field whole is cut (RFC 3396 5), because many
/// clients do not join pieces. What fits nowhere is left out: options are in the order of their weight. Option 82 stays the last of the options area (RFC 3046 2.2).
/// </summary>
internal sealed class DhcpOptionFields
{
    /// <summary>Code, length and value of option 52.</summary>
    private const int OverloadLength = 3;

    private const int EndLength = 1;
    private const int OptionHeaderLength = 2;

    private readonly Field _options;
    private readonly Field _file;
    private readonly Field _sname;
    private readonly Field _last;

    private DhcpOptionFields(int optionsLength, bool mayUseFile, bool mayUseSname, int lastLength)
    {
        _options = new Field(optionsLength - EndLength - OverloadLength - lastLength);
        _file = new Field(mayUseFile ? DhcpPacket.FileLength - EndLength : 0);
        _sname = new Field(mayUseSname ? DhcpPacket.SnameLength - EndLength : 0);
        _last = new Field(lastLength);
    }

    /// <summary>How many options found no room.</summary>
    public int LeftOut { get; private set; }

    /// <summary>Whether `file` carries options.</summary>
    public bool UsesFile => _file.Pieces.Count > 0;

    /// <summary>Whether `sname` carries options.</summary>
    public bool UsesSname => _sname.Pieces.Count > 0;

    /// <summary>Lays out the options of a packet.</summary>
    /// <param name="packet">The packet.</param>
    /// <param name="optionsLength">Bytes of the options area.</param>
    public static DhcpOptionFields Lay(DhcpPacket packet, int optionsLength)
    {
        byte[] relay = packet.Options[DhcpOption.RelayAgentInformation] ?? [];
        int lastLength = packet.Options.Has(DhcpOption.RelayAgentInformation) ? LengthOf(relay.Length) : 0;

        // RFC 3046 2.1: a server without room for it leaves it out.
        bool fits = lastLength <= optionsLength - EndLength - OverloadLength;
        lastLength = fits ? lastLength : 0;
        DhcpOptionFields fields = new(optionsLength, packet.File.Length == 0, packet.Sname.Length == 0, lastLength) { LeftOut = fits ? 0 : 1 };
        foreach ((DhcpOption code, byte[] value) in packet.Options.Items)
        {
            if (code != DhcpOption.RelayAgentInformation)
            {
                fields.Place(code, value);
            }
        }

        if (lastLength > 0)
        {
            fields._last.Add(DhcpOption.RelayAgentInformation, relay);
        }

        return fields;
    }

    /// <summary>Writes the options area with its End.</summary>
    /// <returns>Bytes written.</returns>
    public int WriteOptions(Span<byte> destination)
    {
        int overload = (UsesFile ? 1 : 0) | (UsesSname ? 2 : 0);
        int at = 0;
        foreach ((DhcpOption code, ReadOnlyMemory<byte> value) in _options.Pieces)
        {
            at += Write(code, value.Span, destination[at..]);
            if (overload > 0 && code == DhcpOption.MessageType)
            {
                at += Write(DhcpOption.Overload, [(byte)overload], destination[at..]);
                overload = 0;
            }
        }

        at += overload > 0 ? Write(DhcpOption.Overload, [(byte)overload], destination[at..]) : 0;
        return at + WriteField(_last, destination[at..]);
    }

    /// <summary>Writes `file`, when it carries options.</summary>
    public void WriteFile(Span<byte> destination) => WriteField(_file, destination);

    /// <summary>Writes `sname`, when it carries options.</summary>
    public void WriteSname(Span<byte> destination) => WriteField(_sname, destination);

    private static int WriteField(Field field, Span<byte> destination)
    {
        int at = 0;
        foreach ((DhcpOption code, ReadOnlyMemory<byte> value) in field.Pieces)
        {
            at += Write(code, value.Span, destination[at..]);
        }

        destination[at] = (byte)DhcpOption.End;
        return at + EndLength;
    }

    private static int Write(DhcpOption code, ReadOnlySpan<byte> value, Span<byte> destination)
    {
        destination[0] = (byte)code;
        destination[1] = (byte)value.Length;
        value.CopyTo(destination[OptionHeaderLength..]);
        return OptionHeaderLength + value.Length;
    }

    private static int LengthOf(int valueLength) => valueLength + (OptionHeaderLength * Math.Max(1, (valueLength + byte.MaxValue - 1) / byte.MaxValue));

    private void Place(DhcpOption code, byte[] value)
    {
        Field[] all = [_options, _file, _sname];
        int needed = LengthOf(value.Length);
        if (Array.Find(all, field => field.Free >= needed) is { } whole)
        {
            whole.Add(code, value);
            return;
        }

        int room = 0;
        foreach (Field field in all)
        {
            room += field.RoomForValue;
        }

        // An empty value cannot be cut: it had its chance above.
        if (value.Length == 0 || room < value.Length)
        {
            LeftOut++;
            return;
        }

        ReadOnlyMemory<byte> rest = value;
        foreach (Field field in all)
        {
            int part = Math.Min(rest.Length, field.RoomForValue);
            if (part > 0)
            {
                field.Add(code, rest[..part]);
                rest = rest[part..];
            }
        }
    }

    private sealed class Field(int length)
    {
        public List<(DhcpOption Code, ReadOnlyMemory<byte> Value)> Pieces { get; } = [];

        public int Free { get; private set; } = length;

        /// <summary>The longest value that still fits, with the headers of its pieces.</summary>
        public int RoomForValue
        {
            get
            {
                const int pieceLength = OptionHeaderLength + byte.MaxValue;
                return (Math.Max(0, Free) / pieceLength * byte.MaxValue) + Math.Max(0, (Math.Max(0, Free) % pieceLength) - OptionHeaderLength);
            }
        }

        public void Add(DhcpOption code, ReadOnlyMemory<byte> value)
        {
            do
            {
                int part = Math.Min(value.Length, byte.MaxValue);
                Pieces.Add((code, value[..part]));
                Free -= OptionHeaderLength + part;
                value = value[part..];
            }
            while (!value.IsEmpty);
        }
    }
}
