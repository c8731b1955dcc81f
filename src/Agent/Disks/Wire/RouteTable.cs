using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Linq;
using System.Net;

namespace Monitas.Agent.Disks.Wire;

/// <summary>The kernel's table of IPv4 routes, /proc/net/route. Pure.</summary>
internal static class RouteTable
{
    private const int Fields = 8;

    /// <summary>RTF_UP.</summary>
    private const uint Up = 0x1;

    /// <summary>RTF_REJECT.</summary>
    private const uint Reject = 0x200;

    /// <summary>The interface by which packets to that address leave; empty when there is none, or when it is no IPv4 address.</summary>
    public static string InterfaceTo(IPAddress address, string table)
    {
        byte[] bytes = (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).GetAddressBytes();
        if (bytes.Length != sizeof(uint))
        {
            return "";
        }
        // The table shows addresses as the machine's own numbers.
        uint wanted = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return table.Split('\n').Skip(1)
            .Select(line => Parse(line))
            .Where(route => route is { } r && (r.Flags & Up) != 0 && (r.Flags & Reject) == 0 && (wanted & r.Mask) == r.Destination)
            .OrderByDescending(route => uint.PopCount(route!.Value.Mask)).ThenBy(route => route!.Value.Metric)
            .FirstOrDefault()?.Interface ?? "";
    }

    private static (string Interface, uint Destination, uint Mask, uint Flags, uint Metric)? Parse(string line)
    {
        string[] fields = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= Fields
            && Hex(fields[1], out uint destination) && Hex(fields[3], out uint flags) && Hex(fields[7], out uint mask)
            && uint.TryParse(fields[6], NumberStyles.None, CultureInfo.InvariantCulture, out uint metric)
            ? (fields[0], destination, mask, flags, metric)
            : null;
    }

    private static bool Hex(string text, out uint value) => uint.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
}
