using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.Agent.Disks.Wire;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.Disks;

/// <summary>Finds out which loader starts the running system.</summary>
/// <param name="root">The root directory of that system, "" for "/".</param>
/// <param name="efi">The firmware's variables.</param>
internal sealed class BootLoaderDetector(string root, EfiVariables efi)
{
    private const int MbrBytes = 512;
    private static readonly LayoutBootLoader Unknown = new() { Kind = "unknown" };

    /// <summary>Where an EFI system partition is mounted, in the order of preference.</summary>
    public static readonly IReadOnlyList<string> EfiMountPoints = ["/boot/efi", "/efi", "/boot"];

    /// <summary>The loader of a machine with BIOS: GRUB's code in the first sector, and its modules below /boot.</summary>
    /// <param name="firstSectors">The first 512 bytes of each disk.</param>
    public LayoutBootLoader DetectBios(IEnumerable<byte[]> firstSectors)
    {
        bool hasModules = Directory.Exists(root + "/boot/grub/i386-pc") || Directory.Exists(root + "/boot/grub2/i386-pc");
        bool hasCode = firstSectors.Any(s => s.Length >= MbrBytes && s.AsSpan(0, 440).IndexOf("GRUB"u8) >= 0);
        return hasModules && hasCode ? new LayoutBootLoader { Kind = "grub" } : Unknown;
    }

    /// <summary>The loader of a machine with UEFI, from the EFI system partition's files and the firmware's boot entries.</summary>
    /// <param name="efiMountPoint">Where the EFI system partition is mounted.</param>
    /// <param name="efiPartition">Its GPT GUID, to know the entry that starts from it; null when unknown.</param>
    public LayoutBootLoader DetectUefi(string efiMountPoint, Guid? efiPartition)
    {
        EfiLoadOption? entry = Entry(efiPartition);
        string directory = entry is not null && entry.File.Split('\\') is [.., var folder, _] && HasGrub(efiMountPoint, folder) ? folder : GrubDirectory(efiMountPoint);
        if (directory.Length == 0)
        {
            return Unknown;
        }

        bool isOurs = entry is not null && entry.File.Contains($"\\{directory}\\", StringComparison.OrdinalIgnoreCase);
        string loader = File.Exists($"{root}{efiMountPoint}/EFI/{directory}/shimx64.efi") ? "shimx64.efi" : "grubx64.efi";
        return new LayoutBootLoader
        {
            Kind = "grub",
            EfiDirectory = directory,
            EfiLabel = isOurs ? entry!.Description : directory,
            EfiLoader = isOurs ? entry!.File : $@"\EFI\{directory}\{loader}",
        };
    }

    /// <summary>The entry that starts from this partition: the one in use now, else the first in the boot order.</summary>
    private EfiLoadOption? Entry(Guid? efiPartition)
    {
        IReadOnlyDictionary<ushort, EfiLoadOption> entries = efi.BootEntries();
        IEnumerable<ushort> order = efi.BootCurrent() is { } current ? efi.BootOrder().Prepend(current) : efi.BootOrder();
        return order.Select(n => entries.GetValueOrDefault(n)).FirstOrDefault(e => e is not null && efiPartition is not null && e.PartitionId == efiPartition && e.File.Length > 0);
    }

    private string GrubDirectory(string efiMountPoint)
    {
        string efi = $"{root}{efiMountPoint}/EFI";
        return Directory.Exists(efi)
            ? Directory.GetDirectories(efi).Select(d => Path.GetFileName(d)!).Where(d => HasGrub(efiMountPoint, d))
                .OrderBy(d => d.Equals("BOOT", StringComparison.OrdinalIgnoreCase)).ThenBy(d => d, StringComparer.Ordinal).FirstOrDefault("")
            : "";
    }

    private bool HasGrub(string efiMountPoint, string directory) => File.Exists($"{root}{efiMountPoint}/EFI/{directory}/grubx64.efi");
}
