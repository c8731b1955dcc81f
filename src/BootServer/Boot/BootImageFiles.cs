using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace Monitas.BootServer.Boot;

/// <summary>Where the boot image lies. Its files are read anew for each machine, so a new image needs no restart.</summary>
/// <param name="Directory">The directory, or a symbolic link to it.</param>
internal sealed record BootImageFiles(string Directory)
{
    /// <summary>The kernel.</summary>
    public string Kernel => Path.Combine(Directory, "vmlinuz");

    /// <summary>The initramfs.</summary>
    public string Initrd => Path.Combine(Directory, "initrd.img");

    /// <summary>Checks that both are there.</summary>
    /// <exception cref="NetbootException">They are not; the message says how to make them.</exception>
    public void Check()
    {
        string real = new DirectoryInfo(Directory).LinkTarget ?? Directory;
        List<string> missing = new[] { Kernel, Initrd }.Where(path => !File.Exists(path)).Select(path => Path.Combine(real, Path.GetFileName(path))).ToList();
        if (missing.Count > 0)
        {
            throw new NetbootException(
                $"The boot image is missing ({string.Join(", ", missing)}). The package monitas-server holds it; in a checkout, ./monitas build makes it. Or set boot-image in [netboot] to the directory that it is in.");
        }
    }
}
