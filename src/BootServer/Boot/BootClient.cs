using System;

namespace Monitas.BootServer.Boot;

/// <summary>A machine that asks by DHCP where its boot file is.</summary>
/// <param name="Mac">The card that it boots from.</param>
/// <param name="SmbiosUuid">Its SMBIOS UUID; null when it told none.</param>
/// <param name="Architecture">Its firmware.</param>
/// <param name="Loader">The program that asks.</param>
/// <param name="Features">What that program can do, when it is iPXE.</param>
internal sealed record BootClient(MacAddress Mac, Guid? SmbiosUuid, ClientArchitecture Architecture, BootLoaderKind Loader, IpxeFeatures Features)
{
    /// <summary>For a person: "UEFI firmware", "iPXE on BIOS".</summary>
    public string Description => (Loader, IsUefi) switch
    {
        (BootLoaderKind.Ipxe, true) => "iPXE on UEFI",
        (BootLoaderKind.Ipxe, false) => "iPXE on BIOS",
        (BootLoaderKind.HttpFirmware, _) => "UEFI HTTP Boot",
        (_, true) => "UEFI firmware",
        _ => "BIOS firmware",
    };

    /// <summary>UEFI of any kind.</summary>
    public bool IsUefi => Architecture != ClientArchitecture.Bios;
}
