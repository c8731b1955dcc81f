using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Disks;
using Monitas.Contracts.Layouts;

namespace Monitas.Agent.BareMetal;

/// <summary>The loader's files on the restored EFI system partition.</summary>
/// <param name="system">The restored system.</param>
/// <param name="mountPoint">Where its EFI system partition is mounted, such as "/boot/efi".</param>
/// <param name="loader">The loader as it was.</param>
internal sealed class EfiLoaderFiles(RestoredSystem system, string mountPoint, LayoutBootLoader loader)
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    /// <summary>What else a loader needs beside it: GRUB behind shim, and MokManager.</summary>
    private static readonly string[] Companions = ["grubx64.efi", "mmx64.efi"];

    /// <summary>The loader's folder below EFI/.</summary>
    private string Folder => loader.EfiDirectory.Length > 0 ? loader.EfiDirectory : "BOOT";

    /// <summary>The file that the boot entry starts, as the firmware names it.</summary>
    public string LoaderPath => loader.EfiLoader.Length > 0 && Exists(loader.EfiLoader) ? loader.EfiLoader
        : loader.Kind == LayoutBootLoader.SystemdBoot ? @"\EFI\systemd\systemd-bootx64.efi"
        : loader.Kind == LayoutBootLoader.UnifiedKernel ? $@"\EFI\Linux\{BootLoaderDetector.UnifiedKernels(system.Root + mountPoint).FirstOrDefault("linux.efi")}"
        : Exists($@"\EFI\{Folder}\shimx64.efi") ? $@"\EFI\{Folder}\shimx64.efi"
        : $@"\EFI\{Folder}\grubx64.efi";

    /// <summary>The text of the boot entry.</summary>
    public string Label => loader.EfiLabel.Length > 0 ? loader.EfiLabel : Folder;

    /// <summary>The loader comes with the archive; only if it is not there, the restored system's own program makes it, where there is one for its kind.</summary>
    public async Task EnsureAsync(RebuildContext context, CancellationToken ct)
    {
        if (!Exists(LoaderPath))
        {
            (string[] names, string[] arguments) = Installer();
            string install = system.FindProgram(names)
                ?? throw RebuildContext.Failure($"The EFI system partition has no {LoaderPath}, and the restored system has no {names.FirstOrDefault("program")} to make it.");
            context.Log($"The archive holds no {LoaderPath}: installing it anew by {Path.GetFileName(install)}");
            await system.RunAsync(install, arguments, Timeout, ct).ConfigureAwait(false);
            if (!Exists(LoaderPath))
            {
                throw RebuildContext.Failure($"{Path.GetFileName(install)} claimed success, but the EFI system partition has no {LoaderPath}.");
            }
        }
    }

    private (string[] Names, string[] Arguments) Installer() => loader.Kind switch
    {
        LayoutBootLoader.SystemdBoot => (["bootctl"], ["install", "--no-variables", "--esp-path=" + mountPoint]),
        LayoutBootLoader.UnifiedKernel => ([], []),
        _ => (["grub-install", "grub2-install"], ["--target=x86_64-efi", "--efi-directory=" + mountPoint, "--bootloader-id=" + Folder, "--no-nvram"]),
    };

    /// <summary>
    /// Copies the loader to where firmware looks when it has no boot entry (UEFI 2.10 3.5.1.1), unless something is there already.
    /// fbx64.efi stays out: shim in that place would start it, and it makes boot entries of its own and restarts the machine.
    /// </summary>
    public void EnsureFallback(RebuildContext context)
    {
        const string Fallback = @"\EFI\BOOT\BOOTX64.EFI";
        if (Exists(Fallback))
        {
            return;
        }

        string folder = PathOf(@"\EFI\BOOT");
        Directory.CreateDirectory(folder);
        string source = PathOf(LoaderPath);
        foreach (string companion in Companions.Where(c => File.Exists(Path.Combine(Path.GetDirectoryName(source)!, c))))
        {
            File.Copy(Path.Combine(Path.GetDirectoryName(source)!, companion), Path.Combine(folder, companion), overwrite: true);
        }

        File.Copy(source, PathOf(Fallback), overwrite: true);
        context.Log($"Copied the loader to {Fallback}, for firmware that forgets its boot entries");
    }

    private bool Exists(string efiPath) => File.Exists(PathOf(efiPath));

    private string PathOf(string efiPath) => system.Root + mountPoint + "/" + string.Join('/', efiPath.Split('\\', StringSplitOptions.RemoveEmptyEntries));
}
