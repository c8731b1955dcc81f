using System;
using System.Linq;
using System.Text;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Output;

/// <summary>A layout as a person reads it.</summary>
internal static class LayoutText
{
    /// <summary>Disks with their partitions and what is on them; each line ended by a newline.</summary>
    public static string Render(MachineLayout layout)
    {
        var text = new StringBuilder();
        text.Append($"Disks when the archive was made ({(layout.Firmware == FirmwareKind.Uefi ? "UEFI" : "BIOS")}, boot loader {layout.BootLoader.Kind}):\n");
        foreach (LayoutDisk disk in layout.Disks)
        {
            string table = disk.TableKind.Length > 0 ? disk.TableKind.ToUpperInvariant() : "no partition table";
            text.Append($"  {disk.Name}  {disk.Model} {(disk.Serial.Length > 0 ? "serial " + disk.Serial + ", " : "")}{SizeText.Of(disk.SizeBytes)}, {table}\n");
            foreach (LayoutPartition partition in disk.Partitions)
            {
                string device = $"{disk.Name}.{partition.Number}";
                long bytes = partition.SizeSectors * disk.LogicalSectorBytes;
                text.Append($"    {device,-9} {SizeText.Of(bytes),10}  {Use(layout, device, partition)}\n");
            }
        }
        foreach (string warning in layout.Warnings.Concat(layout.Unsupported))
        {
            text.Append($"  ! {warning}\n");
        }
        return text.ToString();
    }

    private static string Use(MachineLayout layout, string device, LayoutPartition partition)
    {
        LayoutFileSystem? fileSystem = layout.FileSystems.FirstOrDefault(f => string.Equals(f.Device, device, StringComparison.Ordinal));
        if (fileSystem is null)
        {
            return partition.Name.Length > 0 ? partition.Name : "no file system";
        }
        string used = fileSystem.UsedBytes > 0 ? $", {SizeText.Of(fileSystem.UsedBytes)} used" : "";
        return $"{fileSystem.Type} {(fileSystem.MountPoint.Length > 0 ? fileSystem.MountPoint : "(not mounted)")}{used}";
    }
}
