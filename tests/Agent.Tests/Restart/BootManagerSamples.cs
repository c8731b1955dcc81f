namespace Monitas.Agent.Tests.Restart;

/// <summary>What efibootmgr says on several machines.</summary>
internal static class BootManagerSamples
{
    /// <summary>efibootmgr 17 on QEMU's q35 with OVMF, as Debian 12 has them.</summary>
    public const string Ovmf =
        "BootCurrent: 0005\nTimeout: 0 seconds\nBootOrder: 0005,0000,0001,0002,0003,0004\n"
        + "Boot0000* UiApp\tFvVol(7cb8bdc9-f8eb-4f34-aaea-3ee4af6516a1)/FvFile(462caa21-7614-4503-836e-8ab6f4662331)\n"
        + "Boot0001* UEFI Misc Device\tPciRoot(0x0)/Pci(0x3,0x0)N.....YM....R,Y.\n"
        + "Boot0002* UEFI PXEv4 (MAC:5254004D5402)\tPciRoot(0x0)/Pci(0x2,0x0)/MAC(5254004d5402,1)/IPv4(0.0.0.00.0.0.0,0,0)N.....YM....R,Y.\n"
        + "Boot0003* UEFI PXEv6 (MAC:5254004D5402)\tPciRoot(0x0)/Pci(0x2,0x0)/MAC(5254004d5402,1)/IPv6([::]:<->[::]:,0,0)N.....YM....R,Y.\n"
        + "Boot0004* UEFI HTTPv4 (MAC:5254004D5402)\tPciRoot(0x0)/Pci(0x2,0x0)/MAC(5254004d5402,1)/IPv4(0.0.0.00.0.0.0,0,0)/Uri()N.....YM....R,Y.\n"
        + "Boot0005* debian\tHD(1,GPT,2e0f1c1b-59f8-4d6b-9d2b-8a7a8a0f3c11,0x800,0x100000)/File(\\EFI\\debian\\shimx64.efi)\n";
}
