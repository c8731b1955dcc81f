using System.Globalization;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.Snapshots;

/// <summary>The room of an LVM snapshot: a share of its origin, or so many bytes.</summary>
/// <param name="Percent">The share; 0 when bytes are given.</param>
/// <param name="Bytes">The bytes; 0 when a share is given.</param>
internal readonly record struct SnapshotSize(int Percent, long Bytes)
{
    /// <summary>Reads "10%" or "4G".</summary>
    internal static bool TryParse(string text, out SnapshotSize size)
    {
        size = default;
        string trimmed = text.Trim();
        if (trimmed.EndsWith('%'))
        {
            bool sound = int.TryParse(trimmed[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out int percent) && percent is >= 1 and <= 100;
            size = new SnapshotSize(percent, 0);
            return sound;
        }
        bool isSize = SizeText.TryParse(trimmed, out long bytes) && bytes > 0;
        size = new SnapshotSize(0, bytes);
        return isSize;
    }

    /// <summary>The size for one volume: whole extents, and no more than its group has left.</summary>
    /// <param name="volumeBytes">The origin's size.</param>
    /// <param name="freeBytes">What its group has left.</param>
    /// <param name="extentBytes">The group's unit.</param>
    internal long For(long volumeBytes, long freeBytes, long extentBytes)
    {
        long wanted = Percent > 0 ? (long)((System.Int128)volumeBytes * Percent / 100) : Bytes;
        long bounded = System.Math.Min(System.Math.Min(wanted, freeBytes), volumeBytes);
        return bounded / extentBytes * extentBytes;
    }
}
