using System;

namespace Monitas.BootServer.Dhcp.Wire;

/// <summary>Option 77. RFC 3004 4 has a list of texts, each behind its length byte; iPXE and others send one text without a length.</summary>
internal static class UserClasses
{
    /// <summary>Whether a client is of a class, in either form.</summary>
    /// <param name="value">The option's value; empty when it is absent.</param>
    /// <param name="name">The class.</param>
    public static bool Contains(ReadOnlySpan<byte> value, ReadOnlySpan<byte> name)
    {
        if (value.SequenceEqual(name))
        {
            return true;
        }

        while (!value.IsEmpty && value[0] < value.Length)
        {
            if (value.Slice(1, value[0]).SequenceEqual(name))
            {
                return true;
            }

            value = value[(1 + value[0])..];
        }

        return false;
    }
}
