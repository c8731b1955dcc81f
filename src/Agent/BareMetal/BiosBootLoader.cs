using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Installs GRUB for BIOS with the restored system's own grub-install, and checks what it left on the disk.</summary>
internal static class BiosBootLoader
{
    private const int SectorBytes = 512;
    private const int MbrCodeBytes = 440;
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>Installs onto every disk of the step.</summary>
    public static async Task RunAsync(InstallBootLoader step, RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        string install = system.FindProgram("grub-install", "grub2-install")
            ?? throw RebuildContext.Failure("The restored system has no grub-install, so it cannot be made to start: restore an archive of a system that has GRUB installed.");
        foreach (TargetDisk disk in step.Disks.Select(context.Disk))
        {
            // --target: under UEFI a plain grub-install would install the EFI loader.
            await system.RunAsync(install, ["--target=i386-pc", "--recheck", disk.Path], Timeout, ct).ConfigureAwait(false);
            Check(disk, system);
            context.Log($"GRUB is installed on {DiskText.Of(disk.Disk)}");
        }

        await GrubMenu.EnsureAsync(system, context, ct).ConfigureAwait(false);
    }

    /// <summary>The first sector holds GRUB's code and the mark of a bootable disk, and the core image lies below /boot.</summary>
    private static void Check(TargetDisk disk, RestoredSystem system)
    {
        byte[] sector = new byte[SectorBytes];
        using (FileStream stream = new(disk.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0))
        {
            stream.ReadExactly(sector);
        }

        bool hasCode = sector.AsSpan(0, MbrCodeBytes).IndexOf("GRUB"u8) >= 0 && sector is [.., 0x55, 0xAA];
        IEnumerable<string> cores = ["/boot/grub/i386-pc/core.img", "/boot/grub2/i386-pc/core.img"];
        if (!hasCode || !cores.Any(system.Exists))
        {
            throw RebuildContext.Failure($"grub-install claimed success, but {DiskText.Of(disk.Disk)} holds no GRUB.");
        }
    }
}
