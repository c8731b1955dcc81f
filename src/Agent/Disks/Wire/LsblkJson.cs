using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Monitas.Agent.Disks.Wire;

/// <summary>
/// Reads "lsblk -J -b -o <see cref="Columns"/>". util-linux before 2.33 writes numbers and flags as strings; both are understood.
/// </summary>
internal static class LsblkJson
{
    /// <summary>The columns, all known to util-linux 2.32 and newer.</summary>
    public const string Columns = "NAME,KNAME,MAJ:MIN,TYPE,SIZE,RM,RO,ROTA,TRAN,VENDOR,MODEL,SERIAL,WWN,LOG-SEC,FSTYPE,UUID,LABEL,PKNAME";

    private const int MaxDepth = 24;

    /// <summary>Reads the tree; false when the text is not lsblk's JSON. A device without name is passed over.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<BlockDevice>? devices)
    {
        devices = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 2 * MaxDepth });
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("blockdevices", out JsonElement list))
            {
                return false;
            }

            devices = ReadList(list, 0);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static List<BlockDevice> ReadList(JsonElement list, int depth)
    {
        List<BlockDevice> devices = [];
        if (list.ValueKind != JsonValueKind.Array || depth > MaxDepth)
        {
            return devices;
        }

        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind == JsonValueKind.Object && Text(element, "name").Length > 0)
            {
                devices.Add(Read(element, depth));
            }
        }

        return devices;
    }

    private static BlockDevice Read(JsonElement element, int depth)
    {
        string name = Text(element, "name");
        string kernelName = Text(element, "kname");
        return new BlockDevice
        {
            Name = name,
            KernelName = kernelName.Length > 0 ? kernelName : name,
            Number = Text(element, "maj:min"),
            Type = Text(element, "type"),
            SizeBytes = Number(element, "size"),
            LogicalSectorBytes = (int)(Number(element, "log-sec") is > 0 and <= 65536 and var bytes ? bytes : 512),
            Removable = Flag(element, "rm"),
            ReadOnly = Flag(element, "ro"),
            Rotational = Flag(element, "rota"),
            Transport = Text(element, "tran"),
            Vendor = Text(element, "vendor"),
            Model = Text(element, "model"),
            Serial = Text(element, "serial"),
            Wwn = Text(element, "wwn"),
            TableKind = Text(element, "type") == "disk" ? Text(element, "pttype") : "",
            FileSystem = Text(element, "fstype"),
            FileSystemVersion = Text(element, "fsver"),
            Uuid = Text(element, "uuid"),
            Label = Text(element, "label"),
            Children = element.TryGetProperty("children", out JsonElement children) ? ReadList(children, depth + 1) : [],
        };
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()!.Trim() : "";

    private static long Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out JsonElement value))
        {
            return 0;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out long number) && number >= 0 => number,
            JsonValueKind.String when long.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number) => number,
            _ => 0,
        };
    }

    private static bool Flag(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && value.GetString() == "1"));
}
