using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Contracts.Messages;

namespace Monitas.Imaging.Manifests;

/// <summary>What differs between the metadata of two entries with one path. Pure.</summary>
public static class EntryChanges
{
    /// <summary>What the time of last change is called.</summary>
    public const string ChangedAt = "changed at";

    private const long NanosecondsPerTick = 100;

    /// <summary>Every property that differs, with both values in words.</summary>
    /// <param name="before">The older entry.</param>
    /// <param name="now">The newer entry, of the same kind.</param>
    /// <param name="withTime">Compare the time of last change too.</param>
    public static List<PropertyChange> Between(ManifestEntry before, ManifestEntry now, bool withTime)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(now);
        List<PropertyChange> changes = [];
        if (!before.HardLinkTo.AsSpan().SequenceEqual(now.HardLinkTo))
        {
            changes.Add(new PropertyChange("a hard link to", LinkName(before), LinkName(now)));
        }
        AddNumber(changes, "mode", before.Mode, now.Mode, Octal);
        AddNumber(changes, "owner", before.Uid, now.Uid, Number);
        AddNumber(changes, "group", before.Gid, now.Gid, Number);
        if (withTime)
        {
            AddNumber(changes, ChangedAt, before.MtimeNs, now.MtimeNs, Time);
        }
        if (!before.LinkTarget.AsSpan().SequenceEqual(now.LinkTarget))
        {
            changes.Add(new PropertyChange("link to", BytePath.ToDisplay(before.LinkTarget), BytePath.ToDisplay(now.LinkTarget)));
        }
        AddNumber(changes, "device", Device(before), Device(now), value => $"{value >> 32}:{value & uint.MaxValue}");
        if (before.HardLinkTo.Length == 0 && now.HardLinkTo.Length == 0)
        {
            AddNumber(changes, "inode flags", before.InodeFlags, now.InodeFlags, value => $"0x{value:x}");
            AddAttributes(changes, before.ExtendedAttributes, now.ExtendedAttributes);
        }
        return changes;
    }

    /// <summary>A kind of entry in words, such as "a file".</summary>
    public static string Words(EntryKind kind) => kind switch
    {
        EntryKind.File => "a file",
        EntryKind.Directory => "a directory",
        EntryKind.SymbolicLink => "a symbolic link",
        EntryKind.CharacterDevice => "a character device",
        EntryKind.BlockDevice => "a block device",
        EntryKind.Fifo => "a named pipe",
        _ => "a socket",
    };

    /// <summary>A number in decimal digits.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static void AddAttributes(List<PropertyChange> changes, IReadOnlyList<ExtendedAttribute> before, IReadOnlyList<ExtendedAttribute> now)
    {
        int left = 0;
        int right = 0;
        while (left < before.Count || right < now.Count)
        {
            int order = left == before.Count ? 1 : right == now.Count ? -1 : before[left].Name.AsSpan().SequenceCompareTo(now[right].Name);
            ExtendedAttribute attribute = order <= 0 ? before[left] : now[right];
            string old = order <= 0 ? Value(before[left++]) : "";
            string current = order >= 0 ? Value(now[right++]) : "";
            if (old != current)
            {
                changes.Add(new PropertyChange(PropertyChange.AttributePrefix + BytePath.ToDisplay(attribute.Name), old, current));
            }
        }
    }

    private static void AddNumber(List<PropertyChange> changes, string property, long before, long now, Func<long, string> show)
    {
        if (before != now)
        {
            changes.Add(new PropertyChange(property, show(before), show(now)));
        }
    }

    /// <summary>In quotes, so that an empty value is not taken for none; the bytes in hexadecimal when they are not plain text.</summary>
    private static string Value(ExtendedAttribute attribute)
    {
        ReadOnlySpan<byte> value = attribute.Value.AsSpan().TrimEnd((byte)0);
        bool isText = !value.ContainsAnyExceptInRange((byte)' ', (byte)'~');
        return isText ? $"\"{BytePath.ToDisplay(value)}\"" : Convert.ToHexStringLower(attribute.Value);
    }

    private static string LinkName(ManifestEntry entry) => entry.HardLinkTo.Length == 0 ? "nothing" : BytePath.ToDisplay(entry.HardLinkTo);

    private static long Device(ManifestEntry entry) => unchecked((long)(((ulong)entry.DeviceMajor << 32) | entry.DeviceMinor));

    private static string Octal(long mode) => "0" + Convert.ToString(mode, 8).PadLeft(3, '0');

    private static string Time(long nanoseconds)
    {
        (long ticks, long rest) = Math.DivRem(nanoseconds, NanosecondsPerTick);
        DateTime time = DateTime.UnixEpoch.AddTicks(ticks);
        return string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss.fffffff}{Math.Abs(rest):00} UTC");
    }
}
