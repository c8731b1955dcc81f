using System.Collections.Generic;
using System.Linq;
using Microsoft.Net.Http.Headers;

namespace Monitas.BootServer.HttpBoot;

/// <summary>The part of a file that one answer carries (RFC 9110 14).</summary>
/// <param name="OffsetBytes">Where it begins.</param>
/// <param name="LengthBytes">How long it is.</param>
/// <param name="IsPartial">Answered with 206 rather than 200.</param>
internal readonly record struct HttpByteRange(long OffsetBytes, long LengthBytes, bool IsPartial)
{
    /// <summary>
    /// Reads a Range header. One range is served; several at once are not worth it for a boot loader and give the whole file,
    /// as RFC 9110 14.2 allows, like a header that cannot be read.
    /// </summary>
    /// <param name="header">The header's value; null or empty: the whole file.</param>
    /// <param name="fileBytes">The file's length.</param>
    /// <param name="range">The part to send.</param>
    /// <returns>False when the range lies outside the file (416).</returns>
    public static bool TryRead(string? header, long fileBytes, out HttpByteRange range)
    {
        range = new HttpByteRange(0, fileBytes, IsPartial: false);
        if (!RangeHeaderValue.TryParse(header, out RangeHeaderValue? parsed) || parsed.Unit != "bytes")
        {
            return true;
        }

        ICollection<RangeItemHeaderValue> parts = parsed.Ranges;
        if (parts.Count != 1)
        {
            return true;
        }

        RangeItemHeaderValue part = parts.First();
        long first = part.From ?? long.Max(0, fileBytes - part.To!.Value);
        long last = part.From is null ? fileBytes - 1 : long.Min(part.To ?? fileBytes - 1, fileBytes - 1);
        range = new HttpByteRange(first, last - first + 1, IsPartial: true);
        return first < fileBytes && last >= first;
    }
}
