using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Preps;

/// <summary>Can an archive's files lie on a layout that was written by hand, and start from it? Pure.</summary>
internal static class PrepArchiveCheck
{
    /// <summary>Free space that a file system keeps besides 15 % of what is put onto it, as in a rebuild onto a smaller disk.</summary>
    private const long SpareBytes = 256L << 20;

    private static readonly string[] EfiMountPoints = ["/boot/efi", "/efi", "/boot"];

    /// <summary>Why not, one sentence each; empty when it can.</summary>
    public static IReadOnlyList<string> Refusals(MachineLayout written, MachineLayout recorded)
    {
        if (written.FileSystems.All(f => f.MountPoint != "/"))
        {
            return ["The prep file has no partition for /, onto which the archive could be put: add a line such as 'partition root rest ext4 /'."];
        }

        List<string> refusals = [.. Loader(written, recorded)];
        foreach (LayoutFileSystem fileSystem in written.FileSystems.Where(f => f.MountPoint.Length > 0))
        {
            long usedBytes = recorded.FileSystems.Where(f => f.MountPoint.Length > 0 && Holder(written, f.MountPoint) == fileSystem).Sum(f => f.UsedBytes);
            long neededBytes = usedBytes == 0 ? 0 : usedBytes + (usedBytes / 100 * 15) + (fileSystem.Type == "vfat" ? 0 : SpareBytes);
            if (neededBytes > fileSystem.SizeBytes)
            {
                refusals.Add($"The archive's files below {fileSystem.MountPoint} need {SizeText.AtLeast(neededBytes)}, and the prep file gives them {SizeText.Of(fileSystem.SizeBytes)}.");
            }
        }

        return refusals;
    }

    private static IEnumerable<string> Loader(MachineLayout written, MachineLayout recorded)
    {
        if (recorded.Firmware != FirmwareKind.Uefi)
        {
            yield break;
        }

        string efi = EfiMountPoints.FirstOrDefault(m => recorded.FileSystems.Any(f => f.MountPoint == m && f.Type == "vfat")) ?? "/boot/efi";
        if (!written.FileSystems.Any(f => f.MountPoint == efi && f.Type == "vfat"))
        {
            yield return $"The archive's system starts by UEFI from {efi}: add a line such as 'partition efi 512M vfat {efi}'.";
        }

        if (efi != "/boot" && HasBoot(written) != HasBoot(recorded))
        {
            // Its loader on the EFI system partition looks for its menu on the file system that it was installed with.
            yield return HasBoot(recorded)
                ? "The archive's system has /boot on a file system of its own, where its UEFI loader looks for its menu: add a line such as 'partition boot 1G ext4 /boot'."
                : "The archive's system has /boot on its root file system, where its UEFI loader looks for its menu: leave the partition for /boot out.";
        }
    }

    private static bool HasBoot(MachineLayout layout) => layout.FileSystems.Any(f => f.MountPoint == "/boot");

    /// <summary>The file system that a path comes to lie on: that of the longest mount point above it.</summary>
    private static LayoutFileSystem? Holder(MachineLayout layout, string path) => layout.FileSystems
        .Where(f => f.MountPoint.Length > 0 && (f.MountPoint == "/" || path == f.MountPoint || path.StartsWith(f.MountPoint + "/", StringComparison.Ordinal)))
        .MaxBy(f => f.MountPoint.Length);
}
