using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.BootServer.Boot;

/// <summary>The files of one boot image. Immutable: another image is another object, see <see cref="ServedBootImage"/>.</summary>
/// <param name="directory">Where they lie.</param>
internal sealed class BootImageFiles(string directory)
{
    /// <summary>Where they lie.</summary>
    public string Directory => directory;

    /// <summary>The kernel's path.</summary>
    public string Kernel { get; } = Path.Combine(directory, "vmlinuz");

    /// <summary>The initramfs's path.</summary>
    public string Initrd { get; } = Path.Combine(directory, "initrd.img");

    /// <summary>The kernel in memory, for TFTP.</summary>
    public SharedFile KernelContent { get; } = new(Path.Combine(directory, "vmlinuz"));

    /// <summary>The initramfs in memory, for TFTP.</summary>
    public SharedFile InitrdContent { get; } = new(Path.Combine(directory, "initrd.img"));

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
