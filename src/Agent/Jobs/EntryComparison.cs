using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>What differs between the metadata of two entries, in words. Pure.</summary>
internal static class EntryComparison
{
    private const long NanosecondsPerTick = 100;

    /// <summary>All differences, as "mode 0644 in the archive, 0600 now"; empty when there are none.</summary>
    /// <param name="archived">The archive's entry.</param>
    /// <param name="now">The machine's entry, of the same kind.</param>
    /// <param name="withTime">Compare the time of last change too.</param>
    internal static string Describe(ManifestEntry archived, ManifestEntry now, bool withTime)
    {
        List<string> parts = [];
        if (!archived.HardLinkTo.AsSpan().SequenceEqual(now.HardLinkTo))
        {
            parts.Add(Pair("a hard link to", LinkName(archived), LinkName(now)));
        }
        AddNumber(parts, "mode", archived.Mode, now.Mode, Octal);
        AddNumber(parts, "owner", archived.Uid, now.Uid, Decimal);
        AddNumber(parts, "group", archived.Gid, now.Gid, Decimal);
        if (withTime)
        {
            AddNumber(parts, "changed at", archived.MtimeNs, now.MtimeNs, Time);
        }
        if (!archived.LinkTarget.AsSpan().SequenceEqual(now.LinkTarget))
        {
            parts.Add(Pair("link to", BytePath.ToDisplay(archived.LinkTarget), BytePath.ToDisplay(now.LinkTarget)));
        }
        AddNumber(parts, "device", Device(archived), Device(now), value => $"{value >> 32}:{value & uint.MaxValue}");
        if (archived.HardLinkTo.Length == 0 && now.HardLinkTo.Length == 0)
        {
            AddNumber(parts, "inode flags", archived.InodeFlags, now.InodeFlags, value => $"0x{value:x}");
            AddAttributes(parts, archived.ExtendedAttributes, now.ExtendedAttributes);
        }
        return string.Join("; ", parts);
    }

    private static void AddAttributes(List<string> parts, IReadOnlyList<ExtendedAttribute> archived, IReadOnlyList<ExtendedAttribute> now)
    {
        int left = 0;
        int right = 0;
        while (left < archived.Count || right < now.Count)
        {
            int order = left == archived.Count ? 1 : right == now.Count ? -1 : archived[left].Name.AsSpan().SequenceCompareTo(now[right].Name);
            if (order < 0)
            {
                parts.Add($"extended attribute {BytePath.ToDisplay(archived[left++].Name)} is missing");
            }
            else if (order > 0)
            {
                parts.Add($"extended attribute {BytePath.ToDisplay(now[right++].Name)} was added");
            }
            else if (!archived[left++].Value.AsSpan().SequenceEqual(now[right++].Value))
            {
                parts.Add($"extended attribute {BytePath.ToDisplay(now[right - 1].Name)} has another value");
            }
        }
    }

    private static void AddNumber(List<string> parts, string what, long archived, long now, Func<long, string> show)
    {
        if (archived != now)
        {
            parts.Add(Pair(what, show(archived), show(now)));
        }
    }

    private static string Pair(string what, string archived, string now) => $"{what} {archived} in the archive, {now} now";

    private static string LinkName(ManifestEntry entry) => entry.HardLinkTo.Length == 0 ? "nothing" : BytePath.ToDisplay(entry.HardLinkTo);

    private static long Device(ManifestEntry entry) => unchecked((long)(((ulong)entry.DeviceMajor << 32) | entry.DeviceMinor));

    private static string Octal(long mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');

    private static string Decimal(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Time(long nanoseconds)
    {
        (long ticks, long rest) = Math.DivRem(nanoseconds, NanosecondsPerTick);
        DateTime time = DateTime.UnixEpoch.AddTicks(ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.fffffff}{Math.Abs(rest):00} UTC");
    }
}
