using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;

namespace Monitas.Agent.Disks.Wire;

/// <summary>An MD array as mdadm and sysfs tell it.</summary>
internal sealed record MdArray
{
    /// <summary>"raid1" ...</summary>
    public required string Level { get; init; }

    /// <summary>"1.2" ...</summary>
    public required string Metadata { get; init; }

    /// <summary>In mdadm's form.</summary>
    public required string Uuid { get; init; }

    /// <summary>The name with its home host; empty when there is none.</summary>
    public string SetName { get; init; } = "";

    /// <summary>How many members it is made for.</summary>
    public required int RaidDevices { get; init; }

    /// <summary>The nodes of the members in the order of their slots.</summary>
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>The nodes of the spares.</summary>
    public IReadOnlyList<string> Spares { get; init; } = [];

    /// <summary>The layout as mdadm --layout takes it; empty where there is none.</summary>
    public string Layout { get; init; } = "";

    /// <summary>In bytes, as sysfs tells it; 0 where there is none.</summary>
    public long ChunkBytes { get; init; }

    /// <summary>In bytes, as sysfs tells it.</summary>
    public long ComponentBytes { get; init; }

    /// <summary>Where the data begins on the members, in bytes; the largest of all.</summary>
    public long DataOffsetBytes { get; init; }

    /// <summary>Has it a bitmap?</summary>
    public bool Bitmap { get; init; }
}

/// <summary>Reads "mdadm --detail --export NODE" and the one line of "mdadm --detail NODE" that the other does not have.</summary>
internal static class MdadmDetail
{
    private const int MaxDevices = 4096;

    /// <summary>Reads both; false when level, metadata, UUID or the number of devices are not there.</summary>
    /// <param name="export">What --detail --export said.</param>
    /// <param name="detail">What --detail said.</param>
    /// <param name="array">The array without what only sysfs knows.</param>
    public static bool TryParse(string export, string detail, [NotNullWhen(true)] out MdArray? array)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in export.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
            {
                values[line[..equals]] = line[(equals + 1)..].Trim();
            }
        }

        List<(int Slot, string Node)> members = [];
        List<string> spares = [];
        foreach ((string name, string role) in values.Where(v => v.Key.StartsWith("MD_DEVICE_", StringComparison.Ordinal) && v.Key.EndsWith("_ROLE", StringComparison.Ordinal)))
        {
            string node = values.GetValueOrDefault(name[..^4] + "DEV", "");
            if (node.Length > 0 && int.TryParse(role, NumberStyles.None, CultureInfo.InvariantCulture, out int slot))
            {
                members.Add((slot, node));
            }
            else if (node.Length > 0 && role == "spare")
            {
                spares.Add(node);
            }
        }

        bool ok = int.TryParse(values.GetValueOrDefault("MD_DEVICES", ""), NumberStyles.None, CultureInfo.InvariantCulture, out int devices) && devices is > 0 and <= MaxDevices
            && values.ContainsKey("MD_LEVEL") && values.ContainsKey("MD_METADATA") && values.ContainsKey("MD_UUID");
        array = ok
            ? new MdArray
            {
                Level = values["MD_LEVEL"],
                Metadata = values["MD_METADATA"],
                Uuid = values["MD_UUID"],
                SetName = values.GetValueOrDefault("MD_NAME", ""),
                RaidDevices = devices,
                Members = [.. members.OrderBy(m => m.Slot).Select(m => m.Node)],
                Spares = [.. spares.Order(StringComparer.Ordinal)],
                Layout = Layout(detail),
            }
            : null;
        return ok;
    }

    /// <summary>"Layout : far=2" is "f2" for --layout, "Layout : left-symmetric" is itself. raid0 shows its own kind ("original"), which mdadm chooses.</summary>
    private static string Layout(string detail)
    {
        string line = detail.Split('\n').FirstOrDefault(l => l.TrimStart().StartsWith("Layout :", StringComparison.Ordinal), "");
        string layout = line.Length == 0 ? "" : line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        string[] copies = layout.Split('=');
        return copies.Length == 2 && copies[0] is "near" or "far" or "offset" ? copies[0][..1] + copies[1] : copies.Length == 1 && layout is not ("original" or "-unknown-") ? layout : "";
    }
}
