using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text.Json;

namespace Monitas.Agent.Disks.Wire;

/// <summary>A physical volume as pvs tells it.</summary>
internal sealed record LvmPhysicalVolume(string Path, string Uuid, string Group, long DataStartBytes, long Extents, bool Missing);

/// <summary>A volume group as vgs tells it.</summary>
internal sealed record LvmGroup(string Name, string Uuid, long ExtentBytes);

/// <summary>One segment of a logical volume as lvs -a tells it; names are without the brackets that mark hidden volumes.</summary>
internal sealed record LvmSegment
{
    /// <summary>The group's name.</summary>
    public required string Group { get; init; }

    /// <summary>The volume's name.</summary>
    public required string Name { get; init; }

    /// <summary>Is it a part of another volume rather than one of its own?</summary>
    public bool Hidden { get; init; }

    /// <summary>The volume's size in bytes, of all its segments.</summary>
    public long SizeBytes { get; init; }

    /// <summary>The segment's type: "linear", "raid5_ls", "thin-pool" ...</summary>
    public string Type { get; init; } = "";

    /// <summary>The volume's roles: "public,snapshot,thinsnapshot" ...</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many devices the segment lies on; for parity and copies too.</summary>
    public int Stripes { get; init; }

    /// <summary>How many copies of the data there are, as far as lvs tells.</summary>
    public int Copies { get; init; }

    /// <summary>The size of a stripe in bytes; 0 where there are none.</summary>
    public long StripeBytes { get; init; }

    /// <summary>The pool of a thin volume or of a cached one; empty for others.</summary>
    public string Pool { get; init; } = "";

    /// <summary>What a snapshot was made of, or what a cache stands before; empty for others.</summary>
    public string Origin { get; init; } = "";

    /// <summary>The hidden volume with a pool's data; empty for others.</summary>
    public string DataVolume { get; init; } = "";

    /// <summary>The size of a pool's metadata in bytes; 0 for others.</summary>
    public long MetadataBytes { get; init; }

    /// <summary>The size of a block in bytes; 0 where there are none.</summary>
    public long ChunkBytes { get; init; }

    /// <summary>Does a pool fill new blocks with zeros?</summary>
    public bool Zero { get; init; }

    /// <summary>What a pool does with discards.</summary>
    public string Discards { get; init; } = "";

    /// <summary>The name in the device mapper, as lsblk shows it: "data--vg-home".</summary>
    public string MapName { get; init; } = "";
}

/// <summary>Reads "--reportformat json --units b --nosuffix" of pvs, vgs and lvs.</summary>
internal static class LvmReport
{
    /// <summary>What pvs is asked for.</summary>
    public const string PhysicalVolumeFields = "pv_name,pv_uuid,vg_name,pe_start,pv_pe_count,pv_missing";

    /// <summary>What vgs is asked for.</summary>
    public const string GroupFields = "vg_name,vg_uuid,vg_extent_size";

    /// <summary>What lvs is asked for.</summary>
    public const string SegmentFields = "vg_name,lv_name,lv_size,lv_role,segtype,stripes,stripe_size,data_copies,pool_lv,origin,data_lv,lv_metadata_size,chunk_size,zero,discards,lv_dm_path";

    private const string MapDirectory = "/dev/mapper/";

    /// <summary>Reads pvs; false when the text is not its JSON.</summary>
    public static bool TryParsePhysicalVolumes(string text, [NotNullWhen(true)] out IReadOnlyList<LvmPhysicalVolume>? volumes)
    {
        bool ok = TryRows(text, "pv", out List<JsonElement> rows);
        volumes = ok
            ? [.. rows.Select(r => new LvmPhysicalVolume(Text(r, "pv_name"), Text(r, "pv_uuid"), Text(r, "vg_name"), Number(r, "pe_start"), Number(r, "pv_pe_count"), Text(r, "pv_missing").Length > 0))]
            : null;
        return ok;
    }

    /// <summary>Reads vgs; false when the text is not its JSON.</summary>
    public static bool TryParseGroups(string text, [NotNullWhen(true)] out IReadOnlyList<LvmGroup>? groups)
    {
        bool ok = TryRows(text, "vg", out List<JsonElement> rows);
        groups = ok ? [.. rows.Select(r => new LvmGroup(Text(r, "vg_name"), Text(r, "vg_uuid"), Number(r, "vg_extent_size")))] : null;
        return ok;
    }

    /// <summary>Reads lvs -a, which gives a row for each segment; false when the text is not its JSON.</summary>
    public static bool TryParseSegments(string text, [NotNullWhen(true)] out IReadOnlyList<LvmSegment>? segments)
    {
        bool ok = TryRows(text, "lv", out List<JsonElement> rows);
        segments = ok ? [.. rows.Select(Segment)] : null;
        return ok;
    }

    private static LvmSegment Segment(JsonElement row) => new()
    {
        Group = Text(row, "vg_name"),
        Name = Plain(Text(row, "lv_name")),
        Hidden = Text(row, "lv_name").StartsWith('['),
        SizeBytes = Number(row, "lv_size"),
        Type = Text(row, "segtype"),
        Roles = Text(row, "lv_role").Split(','),
        Stripes = (int)Number(row, "stripes"),
        Copies = (int)Number(row, "data_copies"),
        StripeBytes = Number(row, "stripe_size"),
        Pool = Plain(Text(row, "pool_lv")),
        Origin = Plain(Text(row, "origin")),
        DataVolume = Plain(Text(row, "data_lv")),
        MetadataBytes = Number(row, "lv_metadata_size"),
        ChunkBytes = Number(row, "chunk_size"),
        Zero = Text(row, "zero") is "zero" or "1",
        Discards = Text(row, "discards"),
        MapName = Text(row, "lv_dm_path") is var path && path.StartsWith(MapDirectory, System.StringComparison.Ordinal) ? path[MapDirectory.Length..] : "",
    };

    private static bool TryRows(string text, string kind, out List<JsonElement> rows)
    {
        rows = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("report", out JsonElement reports) || reports.ValueKind != JsonValueKind.Array)
            {
                return false;
            }

            foreach (JsonElement report in reports.EnumerateArray())
            {
                if (report.ValueKind != JsonValueKind.Object || !report.TryGetProperty(kind, out JsonElement list) || list.ValueKind != JsonValueKind.Array)
                {
                    return false;
                }

                rows.AddRange(list.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object).Select(r => r.Clone()));
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string Plain(string name) => name.Trim('[', ']');

    private static string Text(JsonElement row, string name) => row.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>A size or count; 0 when the field is empty, as it is where it has no meaning, or does not fit an int where one is wanted.</summary>
    private static long Number(JsonElement row, string name) =>
        long.TryParse(Text(row, name), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && (name is not ("stripes" or "data_copies") || number <= short.MaxValue) ? number : 0;
}
