using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>
/// Option 121 (RFC 3442): a list of
/// <code>  prefix length(1)  the destination's bytes that the prefix covers(0..4)  router(4)</code>
/// </summary>
internal static class ClasslessRoutes
{
    private const int MaximumPrefixLength = 32;

    /// <summary>The option's value.</summary>
    public static byte[] ToBytes(IReadOnlyList<ClasslessRoute> routes)
    {
        List<byte> bytes = [];
        foreach (ClasslessRoute route in routes)
        {
            bytes.Add((byte)route.PrefixLength);
            bytes.AddRange(route.Destination.ToBytes()[..SignificantBytes(route.PrefixLength)]);
            bytes.AddRange(route.Router.ToBytes());
        }

        return [.. bytes];
    }

    /// <summary>Reads the option's value.</summary>
    /// <returns>False when a prefix is longer than 32 bits or a route is cut off.</returns>
    public static bool TryParse(ReadOnlySpan<byte> value, out IReadOnlyList<ClasslessRoute> routes)
    {
        List<ClasslessRoute> list = [];
        routes = list;
        Span<byte> destination = stackalloc byte[Ipv4Address.Length];
        while (!value.IsEmpty)
        {
            int prefix = value[0];
            int length = SignificantBytes(prefix);
            if (prefix > MaximumPrefixLength || value.Length < 1 + length + Ipv4Address.Length)
            {
                return false;
            }

            destination.Clear();
            value.Slice(1, length).CopyTo(destination);
            list.Add(new ClasslessRoute(Ipv4Address.FromBytes(destination), prefix, Ipv4Address.FromBytes(value[(1 + length)..])));
            value = value[(1 + length + Ipv4Address.Length)..];
        }

        return true;
    }

    private static int SignificantBytes(int prefixLength) => (prefixLength + 7) / 8;
}
