using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>What this server can offer on one network at one moment.</summary>
/// <param name="HasLocalDiskLoader">Whether <see cref="BootFileNames.LocalDisk"/> is there to be served.</param>
/// <param name="HasShim">Whether Debian's signed shim and GRUB are there to be served.</param>
/// <param name="GrubRoute">Where that GRUB, started over the network, looks for its files.</param>
internal sealed record BootAbilities(bool HasLocalDiskLoader, bool HasShim, GrubRoute GrubRoute)
{
    /// <summary>Whether a boot image for 64-bit ARM is there, which has its own shim and GRUB.</summary>
    public bool HasArm64Image { get; init; }

    /// <summary>Whether a boot image is there for machines with this firmware.</summary>
    public bool Serves(ClientArchitecture architecture) => ClientArchitectures.ImageFor(architecture) switch
    {
        ImageArchitecture.Amd64 => true,
        ImageArchitecture.Arm64 => HasArm64Image,
        _ => false,
    };

    /// <summary>Whether a machine that is given shim by TFTP comes further than GRUB's prompt.</summary>
    public bool CanBootByShim => HasShim && GrubRoute.LeadsHere;

    /// <summary>Why so, or why not: a clause for a person.</summary>
    public string WhyShim => HasShim ? GrubRoute.Reason : "the packages shim-signed and grub-efi-amd64-signed are not installed on the server";
}
