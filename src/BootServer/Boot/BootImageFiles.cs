using System.Collections.Generic;
using System.IO;
using System.Linq;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.RamDisks;

namespace Monitas.BootServer.Boot;

/// <summary>The files of one boot image. Immutable: another image is another object, see <see cref="ServedBootImage"/>.</summary>
/// <param name="directory">Where they lie.</param>
/// <param name="architecture">The processors that it is for.</param>
internal sealed class BootImageFiles(string directory, ImageArchitecture architecture)
{
    private readonly SharedFile _shim = new(Path.Combine(directory, BootFileNames.ShimArm64));
    private readonly SharedFile _grub = new(Path.Combine(directory, BootFileNames.GrubArm64));

    /// <summary>Where they lie.</summary>
    public string Directory => directory;

    /// <summary>The processors that it is for.</summary>
    public ImageArchitecture Architecture => architecture;

    /// <summary>The kernel's path.</summary>
    public string Kernel { get; } = Path.Combine(directory, "vmlinuz");

    /// <summary>The initramfs's path.</summary>
    public string Initrd { get; } = Path.Combine(directory, "initrd.img");

    /// <summary>The kernel in memory, for TFTP.</summary>
    public SharedFile KernelContent { get; } = new(Path.Combine(directory, "vmlinuz"));

    /// <summary>The initramfs in memory, for TFTP.</summary>
    public SharedFile InitrdContent { get; } = new(Path.Combine(directory, "initrd.img"));

    /// <summary>
    /// The loaders that come with a boot image for 64-bit ARM; null for others, or when they cannot be read. Debian's GRUB for the network, started from a
    /// disk, looks for its settings there: its prefix, /grub, names no device.
    /// </summary>
    public SignedLoaders? Loaders =>
        architecture == ImageArchitecture.Arm64 && _shim.Read() is { } shim && _grub.Read() is { } grub ? new SignedLoaders("AA64", "GRUB", shim, grub) : null;

    /// <summary>Whether kernel and initramfs are there.</summary>
    public bool IsThere => File.Exists(Kernel) && File.Exists(Initrd);

    /// <summary>Checks that both are there.</summary>
    /// <exception cref="NetbootException">They are not; the message says how to make them.</exception>
    public void Check()
    {
        List<string> missing = new[] { Kernel, Initrd }.Where(path => !File.Exists(path)).ToList();
        if (missing.Count > 0)
        {
            throw new NetbootException(
                $"The boot image is missing ({string.Join(", ", missing)}). The package monitas-server holds it; in a checkout, ./monitas build makes it. Or set boot-image in [netboot] to the directory that it is in.");
        }
    }
}
