using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>What the numbers of <see cref="ClientArchitecture"/> mean for us.</summary>
internal static class ClientArchitectures
{
    /// <summary>The boot image that such a machine needs; null: none can be made for it. Whether it is there says <see cref="BootAbilities"/>.</summary>
    public static ImageArchitecture? ImageFor(ClientArchitecture architecture) => architecture switch
    {
        ClientArchitecture.Bios or ClientArchitecture.UefiX64 or ClientArchitecture.UefiByteCode or ClientArchitecture.UefiX64Http => ImageArchitecture.Amd64,
        ClientArchitecture.UefiArm64 or ClientArchitecture.UefiArm64Http => ImageArchitecture.Arm64,
        _ => null,
    };

    /// <summary>For a person: "64-bit ARM UEFI (architecture 11)".</summary>
    public static string Describe(ClientArchitecture architecture)
    {
        string name = architecture switch
        {
            ClientArchitecture.Bios => "PC BIOS",
            ClientArchitecture.UefiIa32 or ClientArchitecture.UefiIa32Http => "32-bit x86 UEFI",
            ClientArchitecture.UefiX64 or ClientArchitecture.UefiByteCode or ClientArchitecture.UefiX64Http => "64-bit x86 UEFI",
            ClientArchitecture.UefiArm32 => "32-bit ARM UEFI",
            ClientArchitecture.UefiArm64 or ClientArchitecture.UefiArm64Http => "64-bit ARM UEFI",
            _ => "of an unknown kind",
        };
        return $"{name} (architecture {(int)architecture})";
    }
}
