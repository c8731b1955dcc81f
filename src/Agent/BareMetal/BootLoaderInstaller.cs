using System.Linq;
using System.Threading;
using System.Threading.Tasks;
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
        await GrubMenu.EnsureAsync(system, context, ct).ConfigureAwait(false);
        files.EnsureFallback(context);
        foreach (string partition in step.EfiLegs ?? [step.EfiPartition])
        {
            await EfiBootEntry.EnsureAsync(partition, files, context, ct).ConfigureAwait(false);
        }
    }
}
