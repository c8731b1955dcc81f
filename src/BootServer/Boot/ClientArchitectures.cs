namespace Monitas.BootServer.Boot;

/// <summary>What the numbers of <see cref="ClientArchitecture"/> mean for us.</summary>
internal static class ClientArchitectures
{
    /// <summary>Whether loaders and a boot image for it are here.</summary>
    public static bool IsServed(ClientArchitecture architecture) => architecture
        is ClientArchitecture.Bios or ClientArchitecture.UefiX64 or ClientArchitecture.UefiByteCode or ClientArchitecture.UefiX64Http;

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
