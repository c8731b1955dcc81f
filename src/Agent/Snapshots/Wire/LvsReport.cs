using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Monitas.Agent.Disks;

namespace Monitas.Agent.Snapshots.Wire;

/// <summary>
/// The command lines of lvs(8), lvcreate(8) and lvremove(8), and the report of the first:
/// <code>{"report":[{"lv":[{"vg_name":"vg","lv_name":"root","lv_size":"107374182400", ...}]}]}</code>
/// Pure.
/// </summary>
internal static class LvsReport
{
    /// <summary>The tag of every snapshot that Monitas makes.</summary>
    internal const string Tag = "monitas_snapshot";

    /// <summary>The arguments of lvs.</summary>
    internal static IReadOnlyList<string> Arguments { get; } =
    [
        "--reportformat", "json", "--units", "b", "--nosuffix", "-o",
        "vg_name,lv_name,lv_size,segtype,lv_attr,lv_kernel_major,lv_kernel_minor,vg_free,vg_extent_size,snap_percent",
    ];

    /// <summary>The arguments of lvcreate for a snapshot.</summary>
    /// <param name="origin">What it is a snapshot of.</param>
    /// <param name="name">Its name.</param>
    /// <param name="sizeBytes">Its room; not used for a thin volume.</param>
    internal static IReadOnlyList<string> CreateArguments(LogicalVolume origin, string name, long sizeBytes) => origin.IsThin
        ? ["--snapshot", "--name", name, "--addtag", Tag, "--setactivationskip", "n", "--yes", origin.FullName]
        : ["--snapshot", "--name", name, "--addtag", Tag, "--size", sizeBytes.ToString(CultureInfo.InvariantCulture) + "b", "--yes", origin.FullName];

    /// <summary>The arguments of lvremove.</summary>
    /// <param name="fullName">"group/name".</param>
    internal static IReadOnlyList<string> RemoveArguments(string fullName) => ["--force", "--yes", fullName];

    /// <summary>Reads the report.</summary>
    /// <exception cref="ToolException">It is none.</exception>
    internal static List<LogicalVolume> Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            List<LogicalVolume> volumes = [];
            foreach (JsonElement report in document.RootElement.GetProperty("report").EnumerateArray())
            {
                foreach (JsonElement volume in report.GetProperty("lv").EnumerateArray())
                {
                    volumes.Add(Read(volume));
                }
            }
            return volumes;
        }
        catch (System.Exception e) when (e is JsonException or KeyNotFoundException or System.InvalidOperationException or System.FormatException or System.OverflowException)
        {
            throw new ToolException($"What lvs says cannot be read: {e.Message}");
        }
    }

    private static LogicalVolume Read(JsonElement volume)
    {
        return new LogicalVolume
        {
            Group = Text("vg_name"),
            Name = Text("lv_name"),
            SizeBytes = Number("lv_size"),
            SegmentType = Text("segtype"),
            Attributes = Text("lv_attr"),
            Device = $"{Text("lv_kernel_major")}:{Text("lv_kernel_minor")}",
            GroupFreeBytes = Number("vg_free"),
            ExtentBytes = System.Math.Max(1, Number("vg_extent_size")),
            FilledPercent = double.TryParse(Text("snap_percent"), NumberStyles.Float, CultureInfo.InvariantCulture, out double percent) ? percent : 0,
        };

        string Text(string name) => volume.GetProperty(name).GetString() ?? "";
        long Number(string name) => long.Parse(Text(name), NumberStyles.None, CultureInfo.InvariantCulture);
    }
}
