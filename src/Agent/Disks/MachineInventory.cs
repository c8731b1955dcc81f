using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Machines;

namespace Monitas.Agent.Disks;

/// <summary>Reads what an agent says about its machine, on the living system and in the boot image.</summary>
internal static class MachineInventory
{
    private const string Smbios = "/sys/class/dmi/id/";

    /// <summary>Reads everything anew; what cannot be read is left empty.</summary>
    /// <exception cref="ToolException">lsblk is missing or failed.</exception>
    public static async Task<MachineFacts> ReadAsync(CancellationToken ct)
    {
        IReadOnlyList<BlockDevice> devices = await BlockDeviceReader.ReadAsync(ct).ConfigureAwait(false);
        BlockDevice? root = MountedAsRoot(devices);
        FirmwareKind firmware = Firmware();
        return new MachineFacts
        {
            HostName = SysFs.Text("/proc/sys/kernel/hostname") is var name && name is "(none)" ? "" : name,
            SmbiosUuid = SmbiosText.Uuid(SysFs.Text(Smbios + "product_uuid")),
            SerialNumber = SmbiosText.Clean(SysFs.Text(Smbios + "product_serial")),
            Model = $"{SmbiosText.Clean(SysFs.Text(Smbios + "sys_vendor"))} {SmbiosText.Clean(SysFs.Text(Smbios + "product_name"))}".Trim(),
            MacAddresses = [.. NetworkInterfaces.All().Select(card => card.MacAddress)],
            Firmware = firmware,
            SecureBoot = firmware == FirmwareKind.Uefi ? new EfiVariables().SecureBoot() : null,
            MemoryBytes = MemoryBytes(SysFs.Text("/proc/meminfo")),
            OperatingSystem = OsRelease.PrettyName(SysFs.Text(File.Exists("/etc/os-release") ? "/etc/os-release" : "/usr/lib/os-release")),
            Kernel = SysFs.Text("/proc/sys/kernel/osrelease"),
            BootId = SysFs.Text("/proc/sys/kernel/random/boot_id"),
            RootFileSystemUuid = root?.Uuid ?? "",
            RootDiskSerial = devices.FirstOrDefault(d => d.Type == "disk" && root is not null && d.WithDescendants().Any(c => c.KernelName == root.KernelName))?.Serial ?? "",
            Disks = DiskFactsMaker.Make(devices),
        };
    }

    /// <summary>How this machine was started: the kernel shows /sys/firmware/efi only under UEFI.</summary>
    public static FirmwareKind Firmware() => Directory.Exists("/sys/firmware/efi") ? FirmwareKind.Uefi : FirmwareKind.Bios;

    /// <summary>A line of /proc/meminfo in bytes; 0 when it is not there.</summary>
    /// <param name="meminfo">The file's text.</param>
    /// <param name="line">The line's begin: all the memory that the kernel has, unless told otherwise.</param>
    public static long MemoryBytes(string meminfo, string line = "MemTotal:")
    {
        string[] fields = meminfo.Split('\n').FirstOrDefault(l => l.StartsWith(line, StringComparison.Ordinal), "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return fields.Length >= 2 && long.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out long kib) && kib < 1L << 50 ? kib * 1024 : 0;
    }

    private static BlockDevice? MountedAsRoot(IReadOnlyList<BlockDevice> devices) => MountTable.At("/") is { } mount ? MountTable.DeviceOf(mount, devices) : null;
}
