using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;

namespace Monitas.Agent.BareMetal;

/// <summary>Makes the restored disk start by itself.</summary>
internal static class BootLoaderInstaller
{
    /// <summary>Installs for the plan's kind of firmware.</summary>
    public static async Task RunAsync(InstallBootLoader step, RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        system.MountKernelFileSystems();
        if (context.Plan.Firmware == FirmwareKind.Bios)
        {
            await BiosBootLoader.RunAsync(step, system, context, ct).ConfigureAwait(false);
            return;
        }

        string mountPoint = context.Plan.Steps.OfType<MountFileSystem>().FirstOrDefault(m => m.Device == step.EfiPartition)?.MountPoint
            ?? throw RebuildContext.Failure("The plan mounts no EFI system partition, so the restored system cannot be made to start by UEFI.");
        EfiLoaderFiles files = new(system, mountPoint, step.Loader);
        await files.EnsureAsync(context, ct).ConfigureAwait(false);
        await EnsureMenuAsync(step.Loader.Kind, mountPoint, system, context, ct).ConfigureAwait(false);
        files.EnsureFallback(context);
        foreach (string partition in step.EfiLegs ?? [step.EfiPartition])
        {
            await EfiBootEntry.EnsureAsync(partition, files.Label, files.LoaderPath, context, ct).ConfigureAwait(false);
        }
    }

    /// <summary>What the loader starts: GRUB has its menu; systemd-boot needs an entry or a unified kernel, which come with the archive.</summary>
    private static Task EnsureMenuAsync(string kind, string efiMountPoint, RestoredSystem system, RebuildContext context, CancellationToken ct)
    {
        if (kind == LayoutBootLoader.Grub)
        {
            return GrubMenu.EnsureAsync(system, context, ct);
        }

        string[] places = [system.Root + efiMountPoint, system.Root + "/boot"];
        bool hasEntry = places.Any(place => Directory.Exists(place + "/loader/entries") && Directory.GetFiles(place + "/loader/entries", "*.conf").Length > 0);
        return kind != LayoutBootLoader.SystemdBoot || hasEntry || places.Any(place => BootLoaderDetector.UnifiedKernels(place).Count > 0)
            ? Task.CompletedTask
            : throw RebuildContext.Failure($"systemd-boot is there, but the archive holds neither {efiMountPoint}/loader/entries/*.conf nor {efiMountPoint}/EFI/Linux/*.efi for it to start.");
    }
}
