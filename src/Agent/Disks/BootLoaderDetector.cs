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
    private const string SystemdBootPath = @"\EFI\systemd\systemd-bootx64.efi";
    private static readonly LayoutBootLoader Unknown = new() { Kind = "unknown" };

    /// <summary>Where an EFI system partition is mounted, in the order of preference.</summary>
    public static readonly IReadOnlyList<string> EfiMountPoints = ["/boot/efi", "/efi", "/boot"];

    /// <summary>The loader of a machine with BIOS: GRUB's code in the first sector, and its modules below /boot.</summary>
    /// <param name="firstSectors">The first 512 bytes of each disk.</param>
    public LayoutBootLoader DetectBios(IEnumerable<byte[]> firstSectors)
    {
        bool hasModules = Directory.Exists(root + "/boot/grub/i386-pc") || Directory.Exists(root + "/boot/grub2/i386-pc");
        bool hasCode = firstSectors.Any(s => s.Length >= MbrBytes && s.AsSpan(0, 440).IndexOf("GRUB"u8) >= 0);
        return hasModules && hasCode ? new LayoutBootLoader { Kind = LayoutBootLoader.Grub } : Unknown;
    }

    /// <summary>The loader of a machine with UEFI, from the EFI system partition's files and the firmware's boot entries.</summary>
    /// <param name="efiMountPoint">Where the EFI system partition is mounted.</param>
    /// <param name="efiPartition">Its GPT GUID, to know the entry that starts from it; null when unknown.</param>
    public LayoutBootLoader DetectUefi(string efiMountPoint, Guid? efiPartition)
    {
        EfiLoadOption? entry = Entry(efiPartition);
        if (entry is not null && KindOf(entry.File, efiMountPoint) is { } kind)
        {
            return new LayoutBootLoader { Kind = kind, EfiDirectory = FolderOf(entry.File), EfiLabel = entry.Description, EfiLoader = entry.File };
        }

        return GrubDirectory(efiMountPoint) is { Length: > 0 } grub
            ? Loader(LayoutBootLoader.Grub, grub, File.Exists($"{root}{efiMountPoint}/EFI/{grub}/shimx64.efi") ? "shimx64.efi" : "grubx64.efi")
            : Exists(efiMountPoint, SystemdBootPath) ? Loader(LayoutBootLoader.SystemdBoot, "systemd", "systemd-bootx64.efi") with { EfiLabel = "Linux Boot Manager" }
            : UnifiedKernels(root + efiMountPoint) is [var newest, ..] ? Loader(LayoutBootLoader.UnifiedKernel, "Linux", newest)
            : Unknown;
    }

    /// <summary>The unified kernel images of an EFI system partition (UAPI.2, in EFI/Linux): their files' names, the newest file first.</summary>
    /// <param name="efiPartition">Where it is mounted.</param>
    public static IReadOnlyList<string> UnifiedKernels(string efiPartition) => Directory.Exists(efiPartition + "/EFI/Linux")
        ? [.. new DirectoryInfo(efiPartition + "/EFI/Linux").GetFiles("*.efi").OrderByDescending(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).Select(file => file.Name)]
        : [];

    private static LayoutBootLoader Loader(string kind, string directory, string file) =>
        new() { Kind = kind, EfiDirectory = directory, EfiLabel = directory, EfiLoader = $@"\EFI\{directory}\{file}" };

    /// <summary>What a boot entry starts; null when its file is not there or is none that is known.</summary>
    private string? KindOf(string file, string efiMountPoint) =>
        FolderOf(file) is { Length: > 0 } folder && HasGrub(efiMountPoint, folder) ? LayoutBootLoader.Grub
        : !Exists(efiMountPoint, file) ? null
        : file.Equals(SystemdBootPath, StringComparison.OrdinalIgnoreCase) ? LayoutBootLoader.SystemdBoot
        : file.StartsWith(@"\EFI\Linux\", StringComparison.OrdinalIgnoreCase) ? LayoutBootLoader.UnifiedKernel
        : null;

    private static string FolderOf(string file) => file.Split('\\') is [.., var folder, _] ? folder : "";

    private bool Exists(string efiMountPoint, string file) => File.Exists(root + efiMountPoint + file.Replace('\\', '/'));

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
