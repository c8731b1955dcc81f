using System;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.HttpBoot;

/// <summary>What a path on the plain HTTP port asks for.</summary>
/// <param name="File">One of <see cref="BootFileNames"/> that are served by HTTP.</param>
/// <param name="Mac">The machine named in the path; null: not named.</param>
internal sealed record HttpBootRequest(string File, MacAddress? Mac)
{
    private static readonly string[] Known = [BootFileNames.IpxeScript, BootFileNames.Kernel, BootFileNames.Initrd, BootFileNames.Snponly, BootFileNames.LocalDisk];

    /// <summary>Served under a machine's MAC only, since a secret is made for that machine.</summary>
    private static readonly string[] KnownDisks = [BootFileNames.ImageDisk, BootFileNames.OwnDiskDisk, BootFileNames.ImageDiskArm64, BootFileNames.OwnDiskDiskArm64];

    /// <summary>Asks for a disk for UEFI HTTP Boot.</summary>
    public bool IsRamDisk => KnownDisks.Contains(File);

    /// <summary>That disk starts the boot image, not the own disk.</summary>
    public bool StartsBootImage => File is BootFileNames.ImageDisk or BootFileNames.ImageDiskArm64;

    /// <summary>The processors that the disk, the kernel or the initramfs is for.</summary>
    public ImageArchitecture Architecture => IsForArm64 || File is BootFileNames.ImageDiskArm64 or BootFileNames.OwnDiskDiskArm64 ? ImageArchitecture.Arm64 : ImageArchitecture.Amd64;

    /// <summary>The path names 64-bit ARM.</summary>
    private bool IsForArm64 { get; init; }

    /// <summary>
    /// "/boot/FILE", "/boot/MAC/FILE" or, for the kernel and the initramfs, "/boot/MAC/arm64/FILE"; several slashes count as one, since firmware and loaders join paths that way ("//grubx64.efi" was seen).
    /// </summary>
    public static bool TryParse(string path, [NotNullWhen(true)] out HttpBootRequest? request)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        request = parts switch
        {
            ["boot", string file] when Known.Contains(file) => new HttpBootRequest(file, null),
            ["boot", string text, string file] when (Known.Contains(file) || KnownDisks.Contains(file)) && MacAddress.TryParse(text, out MacAddress mac) => new HttpBootRequest(file, mac),
            ["boot", string text, BootPaths.Arm64, BootFileNames.Kernel or BootFileNames.Initrd] when MacAddress.TryParse(text, out MacAddress mac) =>
                new HttpBootRequest(parts[^1], mac) { IsForArm64 = true },
            _ => null,
        };
        return request is not null;
    }
}
