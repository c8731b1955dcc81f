using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Monitas.BootServer.Export.Wire;

/// <summary>A record of an extended header (POSIX.1-2017, pax Extended Header): "LENGTH KEY=VALUE\n", the length in decimal, itself included.</summary>
/// <param name="Key">The key, bytes.</param>
/// <param name="Value">The value, bytes.</param>
/// <param name="IsText">Does a reader take it for UTF-8?</param>
internal sealed record PaxRecord(byte[] Key, byte[] Value, bool IsText)
{
    /// <summary>Nanoseconds in a second.</summary>
    public const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A record of plain characters.</summary>
    public PaxRecord(string key, string value)
        : this(Encoding.ASCII.GetBytes(key), Encoding.ASCII.GetBytes(value), IsText: false)
    {
    }

    /// <summary>A record of bytes.</summary>
    public PaxRecord(string key, byte[] value, bool IsText)
        : this(Encoding.ASCII.GetBytes(key), value, IsText)
    {
    }

    /// <summary>Seconds since 1970 with a fraction, such as "-1.500000000".</summary>
    public static string Time(long nanoseconds)
    {
        UInt128 absolute = (UInt128)Int128.Abs(nanoseconds);
        return string.Create(CultureInfo.InvariantCulture, $"{(nanoseconds < 0 ? "-" : "")}{absolute / NanosecondsPerSecond}.{absolute % NanosecondsPerSecond:D9}");
    }

    /// <summary>All records one after the other.</summary>
    public static byte[] ToBytes(IReadOnlyList<PaxRecord> records)
    {
        List<byte> bytes = [];
        foreach (PaxRecord record in records)
        {
            // The length counts its own digits.
            int rest = record.Key.Length + record.Value.Length + 3;
            int length = rest + Digits(rest);
            length = rest + Digits(length);
            bytes.AddRange(Encoding.ASCII.GetBytes(length.ToString(CultureInfo.InvariantCulture)));
            bytes.Add((byte)' ');
            bytes.AddRange(record.Key);
            bytes.Add((byte)'=');
            bytes.AddRange(record.Value);
            bytes.Add((byte)'\n');
        }
        return [.. bytes];
    }

    private static int Digits(int value) => value.ToString(CultureInfo.InvariantCulture).Length;
}
