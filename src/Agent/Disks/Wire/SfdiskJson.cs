using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Linq;
using System.Text.Json;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks.Wire;

/// <summary>Reads "sfdisk -J DISK".</summary>
internal static class SfdiskJson
{
    /// <summary>Reads the table; false when the text is not sfdisk's JSON or a partition in it has no number, start or size.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out PartitionTable? table)
    {
        table = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("partitiontable", out JsonElement root) || root.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            List<LayoutPartition> partitions = [];
            bool hasList = root.TryGetProperty("partitions", out JsonElement list) && list.ValueKind == JsonValueKind.Array;
            foreach (JsonElement element in hasList ? list.EnumerateArray().ToList() : [])
            {
                if (!TryRead(element, Text(root, "device"), out LayoutPartition? partition))
                {
                    return false;
                }

                partitions.Add(partition);
            }

            table = new PartitionTable(Text(root, "label"), Text(root, "id"), [.. partitions.OrderBy(p => p.Number)]);
            return table.Kind.Length > 0;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryRead(JsonElement element, string device, [NotNullWhen(true)] out LayoutPartition? partition)
    {
        partition = null;
        if (element.ValueKind != JsonValueKind.Object || !TryNumber(Text(element, "node"), device, out int number)
            || !TryNumber(element, "start", out long start) || !TryNumber(element, "size", out long size))
        {
            return false;
        }

        partition = new LayoutPartition
        {
            Number = number,
            StartSector = start,
            SizeSectors = size,
            Type = Text(element, "type"),
            Uuid = Text(element, "uuid"),
            Name = Text(element, "name"),
            Attributes = Text(element, "attrs"),
            Bootable = element.TryGetProperty("bootable", out JsonElement bootable) && bootable.ValueKind == JsonValueKind.True,
        };
        return true;
    }

    /// <summary>"/dev/sda2" on "/dev/sda" is 2, "/dev/nvme0n1p2" on "/dev/nvme0n1" is 2.</summary>
    private static bool TryNumber(string node, string device, out int number)
    {
        number = 0;
        if (device.Length == 0 || !node.StartsWith(device, System.StringComparison.Ordinal))
        {
            return false;
        }

        string rest = node[device.Length..];
        rest = rest.StartsWith('p') ? rest[1..] : rest;
        return int.TryParse(rest, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static bool TryNumber(JsonElement element, string name, out long number)
    {
        number = 0;
        return element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out number) && number >= 0;
    }
}
