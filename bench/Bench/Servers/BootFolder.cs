using System;
using System.IO;

namespace Monitas.Bench.Servers;

/// <summary>The files that all servers give out: a boot image whose initramfs has the size to be measured. Its bytes do not compress.</summary>
/// <param name="Directory">Where they lie.</param>
/// <param name="FileBytes">The size of the initramfs.</param>
public sealed record BootFolder(string Directory, int FileBytes)
{
    /// <summary>The name of the initramfs in it.</summary>
    public const string InitrdName = "initrd.img";

    private const int Seed = 7440;
    private const int KernelBytes = 1 << 20;

    /// <summary>The initramfs.</summary>
    public string Initrd => Path.Combine(Directory, InitrdName);

    /// <summary>Writes the files.</summary>
    public static BootFolder Make(string directory, int fileBytes)
    {
        System.IO.Directory.CreateDirectory(directory);
        BootFolder folder = new(directory, fileBytes);
        byte[] content = new byte[fileBytes];
        new Random(Seed).NextBytes(content);
        File.WriteAllBytes(folder.Initrd, content);
        File.WriteAllBytes(Path.Combine(directory, "vmlinuz"), content.AsSpan(0, Math.Min(KernelBytes, fileBytes)));
        return folder;
    }
}
