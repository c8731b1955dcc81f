using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>Writes the steps between partitions and file systems, and those that btrfs and key files need later.</summary>
internal static class ContainerSteps
{
    /// <summary>Arrays, LUKS devices, groups and volumes, each after what it lies on.</summary>
    public static IEnumerable<PlanStep> Make(FittedStorage storage) => storage.Containers.SelectMany(c => c switch
    {
        FittedContainer.Array array => [Array(array.Layout)],
        FittedContainer.Encryption encryption => [Encryption(encryption.Layout)],
        FittedContainer.Group group => Group(group.Layout),
        _ => Enumerable.Empty<PlanStep>(),
    });

    /// <summary>The subvolumes of a btrfs; none for other file systems.</summary>
    public static IEnumerable<PlanStep> Subvolumes(LayoutFileSystem fileSystem)
    {
        if (fileSystem.Btrfs is { Subvolumes.Count: > 0 } btrfs)
        {
            yield return new MakeSubvolumes
            {
                Device = fileSystem.Device,
                Paths = [.. btrfs.Subvolumes.Select(s => s.Path)],
                Default = btrfs.DefaultSubvolume,
                Description = $"Make the subvolumes {string.Join(", ", btrfs.Subvolumes.Select(s => s.Path))} on {DeviceText.Of(fileSystem.Device)}{(btrfs.DefaultSubvolume.Length > 0 ? $", default {btrfs.DefaultSubvolume}" : "")}",
            };
        }
    }

    /// <summary>The key files of /etc/crypttab, which come back with the archive. What lies in /dev is no file, and a key of it is for one start only.</summary>
    public static IEnumerable<PlanStep> KeyFiles(MachineLayout layout) =>
        layout.Encryptions.Where(e => e.KeyFile.StartsWith('/') && !e.KeyFile.StartsWith("/dev/", StringComparison.Ordinal)).Select(e => new AddKeyFile
        {
            Encryption = e.Name,
            File = e.KeyFile,
            OffsetBytes = Option(e, "keyfile-offset="),
            SizeBytes = Option(e, "keyfile-size="),
            Description = $"Let {e.KeyFile} open {e.MapName}, as /etc/crypttab says",
        });

    private static MakeArray Array(LayoutArray array)
    {
        int missing = array.RaidDevices - array.Members.Count;
        return new MakeArray
        {
            Array = array,
            Description = $"Make {array.Name}, {array.Level} on {All(array.Members)}"
                + $"{(missing > 0 ? $" with {missing} of {array.RaidDevices} members missing" : "")}{(array.Spares.Count > 0 ? $", spare {All(array.Spares)}" : "")}"
                + $" ({SizeText.Of(array.SizeBytes)}), UUID {array.Uuid}",
        };
    }

    private static MakeEncryption Encryption(LayoutEncryption encryption) => new()
    {
        Encryption = encryption,
        Key = EncryptionKeySource.NewPassphrase,
        Description = $"Make {encryption.Name}, LUKS{encryption.Version} on {DeviceText.Of(encryption.Device)} ({SizeText.Of(encryption.SizeBytes)}, {encryption.Cipher}),"
            + $" opened as {encryption.MapName} by a new passphrase, UUID {encryption.Uuid}",
    };

    private static IEnumerable<PlanStep> Group(LayoutVolumeGroup group)
    {
        foreach (LayoutPhysicalVolume physical in group.PhysicalVolumes)
        {
            yield return new MakePhysicalVolume
            {
                PhysicalVolume = physical,
                ExtentBytes = group.ExtentBytes,
                Description = $"Make {DeviceText.Of(physical.Device)} a physical volume of LVM for {group.Name}, UUID {physical.Uuid}",
            };
        }

        yield return new MakeVolumeGroup
        {
            Name = group.Name,
            ExtentBytes = group.ExtentBytes,
            Devices = [.. group.PhysicalVolumes.Select(p => p.Device)],
            Description = $"Make the volume group {group.Name} of {All(group.PhysicalVolumes.Select(p => p.Device))} ({SizeText.Of(group.PhysicalVolumes.Sum(p => p.Extents) * group.ExtentBytes)})",
        };
        foreach (LayoutLogicalVolume volume in group.Volumes)
        {
            string name = LayoutDeviceNames.Volume(group.Name, volume.Name);
            string kind = volume.Type switch
            {
                "thin-pool" => $"thin pool {name}",
                "thin" => $"thin volume {name} in {volume.Pool}",
                "linear" => $"volume {name}",
                _ => $"{volume.Type} volume {name}",
            };
            yield return new MakeLogicalVolume { Group = group.Name, Volume = volume, Description = $"Make the {kind} ({SizeText.Of(volume.SizeBytes)})" };
        }
    }

    private static string All(IEnumerable<string> devices) => string.Join(" and ", devices.Select(DeviceText.Of));

    private static long Option(LayoutEncryption encryption, string name) =>
        encryption.Options.Split(',').FirstOrDefault(o => o.StartsWith(name, StringComparison.Ordinal)) is { } option
        && long.TryParse(option[name.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : 0;
}
