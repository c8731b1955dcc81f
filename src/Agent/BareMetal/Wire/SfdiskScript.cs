using System.Globalization;
using System.Linq;
using System.Text;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal.Wire;

/// <summary>Writes a partition table as a script for sfdisk (sfdisk(8), "Header lines" and "Named-fields format").</summary>
internal static class SfdiskScript
{
    private const long DefaultFirstBytes = 1L << 20;

    /// <summary>The script for a disk with this logical sector size.</summary>
    public static string Write(WritePartitionTable table, int sectorBytes)
    {
        StringBuilder script = new();
        script.Append("label: ").Append(table.TableKind).Append('\n');
        if (table.TableId.Length > 0)
        {
            script.Append("label-id: ").Append(Word(table.TableId)).Append('\n');
        }

        script.Append("unit: sectors\n");
        long firstSector = table.Partitions.Count == 0 ? 0 : table.Partitions.Min(p => p.StartSector);
        if (table.TableKind == "gpt" && firstSector < DefaultFirstBytes / sectorBytes)
        {
            // sfdisk starts at 1 MiB unless told otherwise; some installers put bios_grub before that.
            script.Append(CultureInfo.InvariantCulture, $"first-lba: {firstSector}\n");
        }

        script.Append('\n');
        foreach (LayoutPartition partition in table.Partitions)
        {
            Append(script, partition);
        }

        return script.ToString();
    }

    private static void Append(StringBuilder script, LayoutPartition partition)
    {
        // sfdisk takes the partition's number from the end of the name before the colon.
        script.Append(CultureInfo.InvariantCulture, $"disk{partition.Number} : start={partition.StartSector}, size={partition.SizeSectors}, type={Word(partition.Type)}");
        if (partition.Uuid.Length > 0)
        {
            script.Append(", uuid=").Append(Word(partition.Uuid));
        }

        if (partition.Name.Length > 0)
        {
            script.Append(", name=").Append(Quoted(partition.Name));
        }

        if (partition.Attributes.Length > 0)
        {
            script.Append(", attrs=").Append(Quoted(partition.Attributes));
        }

        script.Append(partition.Bootable ? ", bootable\n" : "\n");
    }

    /// <summary>A GUID, a type or an id: whatever could end the field is left out.</summary>
    private static string Word(string text) => string.Concat(text.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-'));

    /// <summary>In quotes, with \xNN for what would end them or the line.</summary>
    private static string Quoted(string text)
    {
        StringBuilder quoted = new("\"");
        foreach (char c in text)
        {
            if (c is '"' or '\\' or < ' ')
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            }
            else
            {
                quoted.Append(c);
            }
        }

        return quoted.Append('"').ToString();
    }
}
