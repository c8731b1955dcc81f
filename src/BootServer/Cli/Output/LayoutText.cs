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
    /// <summary>Disks with their partitions, what is made of those, and what is on them; each line ended by a newline.</summary>
    public static string Render(MachineLayout layout)
    {
        var text = new StringBuilder();
        text.Append($"Disks when the archive was made ({(layout.Firmware == FirmwareKind.Uefi ? "UEFI" : "BIOS")}, {(layout.IsOfImages ? "kept as images" : $"boot loader {layout.BootLoader.Kind}")}):\n");
        foreach (LayoutDisk disk in layout.Disks)
        {
            string table = disk.TableKind.Length > 0 ? disk.TableKind.ToUpperInvariant() : "no partition table";
            text.Append($"  {disk.Name}  {disk.Model} {(disk.Serial.Length > 0 ? "serial " + disk.Serial + ", " : "")}{SizeText.Of(disk.SizeBytes)}, {table}\n");
            foreach (LayoutPartition partition in disk.Partitions)
            {
                string device = LayoutDeviceNames.Partition(disk.Name, partition.Number);
                Device(text, device, partition.SizeSectors * disk.LogicalSectorBytes, Use(layout, device, partition.Name.Length > 0 ? partition.Name : "no file system"));
            }
            if (disk.Partitions.Count == 0)
            {
                Device(text, disk.Name, disk.SizeBytes, Use(layout, disk.Name, "no file system"));
            }
        }
        foreach (LayoutArray array in layout.Arrays)
        {
            text.Append($"  {array.Name}  {array.Level} of {string.Join(", ", array.Members)}{(array.Spares.Count > 0 ? $", spare {string.Join(", ", array.Spares)}" : "")}\n");
            Device(text, array.Name, array.SizeBytes, Use(layout, array.Name, "no file system"));
        }
        foreach (LayoutEncryption encryption in layout.Encryptions)
        {
            text.Append($"  {encryption.Name}  LUKS{encryption.Version} on {encryption.Device}, opened as {encryption.MapName}\n");
            Device(text, encryption.Name, encryption.SizeBytes, Use(layout, encryption.Name, "no file system"));
        }
        foreach (LayoutVolumeGroup group in layout.VolumeGroups)
        {
            text.Append($"  {group.Name}  volume group of {string.Join(", ", group.PhysicalVolumes.Select(p => p.Device))}\n");
            foreach (LayoutLogicalVolume volume in group.Volumes)
            {
                string device = LayoutDeviceNames.Volume(group.Name, volume.Name);
                Device(text, device, volume.SizeBytes, $"{volume.Type}{(volume.ThinPool is null ? ", " + Use(layout, device, "no file system") : "")}");
            }
        }
        foreach (string warning in layout.Warnings.Concat(layout.Unsupported))
        {
            text.Append($"  ! {warning}\n");
        }
        return text.ToString();
    }

    private static void Device(StringBuilder text, string device, long bytes, string use) => text.Append($"    {device,-9} {SizeText.Of(bytes),10}  {use}\n");

    private static string Use(MachineLayout layout, string device, string otherwise)
    {
        if (layout.Images?.FirstOrDefault(i => i.Device == device && i.Type != LayoutImage.BootCode) is { } image)
        {
            return $"{(image.Type.Length > 0 ? image.Type : otherwise)}{(image.Label.Length > 0 ? $" '{image.Label}'" : "")}, {SizeText.Of(image.UsedBytes)} kept as {image.Path}";
        }
        LayoutFileSystem? fileSystem = layout.FileSystems.FirstOrDefault(f => f.Device == device || (f.Btrfs?.Devices.Contains(device) ?? false));
        if (fileSystem is not null)
        {
            string used = fileSystem.UsedBytes > 0 ? $", {SizeText.Of(fileSystem.UsedBytes)} used" : "";
            return $"{fileSystem.Type} {(fileSystem.MountPoint.Length > 0 ? fileSystem.MountPoint : "(not mounted)")}{used}";
        }
        string above = layout.Arrays.FirstOrDefault(a => a.Members.Concat(a.Spares).Contains(device))?.Name
            ?? layout.Encryptions.FirstOrDefault(e => e.Device == device)?.Name
            ?? layout.VolumeGroups.FirstOrDefault(g => g.PhysicalVolumes.Any(p => p.Device == device))?.Name ?? "";
        return above.Length > 0 ? "part of " + above : otherwise;
    }
}
