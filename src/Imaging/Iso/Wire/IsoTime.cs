using System;
using System.Text;

namespace Monitas.Imaging.Iso.Wire;

/// <summary>The two ways in which ISO 9660 records a moment. We always record UTC.</summary>
internal static class IsoTime
{
    /// <summary>The length of the form in directory records (9.1.5).</summary>
    internal const int ShortBytes = 7;

    /// <summary>The length of the form in volume descriptors (8.4.26.1).</summary>
    internal const int LongBytes = 17;

    /// <summary>Years since 1900, month, day, hour, minute, second, offset from Greenwich in quarters of an hour (9.1.5).</summary>
    internal static void WriteShort(Span<byte> destination, DateTimeOffset time)
    {
        DateTimeOffset utc = time.ToUniversalTime();
        destination[0] = (byte)Math.Clamp(utc.Year - 1900, 0, 255);
        destination[1] = (byte)utc.Month;
        destination[2] = (byte)utc.Day;
        destination[3] = (byte)utc.Hour;
        destination[4] = (byte)utc.Minute;
        destination[5] = (byte)utc.Second;
        destination[6] = 0;
    }

    /// <summary>Sixteen digits YYYYMMDDhhmmssff and the offset (8.4.26.1).</summary>
    internal static void WriteLong(Span<byte> destination, DateTimeOffset time)
    {
        string digits = time.ToUniversalTime().ToString("yyyyMMddHHmmssff");
        Encoding.ASCII.GetBytes(digits, destination);
        destination[16] = 0;
    }

    /// <summary>"Not specified": sixteen zero digits and a zero byte (8.4.26.1).</summary>
    internal static void WriteLongUnset(Span<byte> destination)
    {
        destination[..16].Fill((byte)'0');
        destination[16] = 0;
    }
}
