namespace Monitas.BootServer.Boot;

/// <summary>
/// The part of <see cref="BootPolicy"/> for the firmware of 64-bit UEFI machines, where Secure Boot decides. Firmware does not say whether it is on;
/// the machine's agent does. "Route" means that GRUB, started by shim over the network, finds this server (<see cref="GrubRoute"/>).
/// <code>
///                           Secure Boot off       on                                      not known
/// PXE, boot image           snponly.efi           shim if there is a route, else a menu   shim if there is a route, else snponly.efi
/// PXE, own disk             localdisk.efi         shim if GRUB has a route without a      shim if GRUB has a route without a
///                                                 reserved address, else a menu           reserved address, else localdisk.efi
/// HTTP Boot, boot image     snponly.efi           RAM disk                                RAM disk
/// HTTP Boot, own disk       localdisk.efi         small RAM disk                          small RAM disk
/// </code>
/// The menu has "local boot" as its only item: the firmware takes its next boot entry, which is HTTP Boot on some machines and the disk on others.
/// Shim works whether Secure Boot is on or off, but iPXE loads the boot image much quicker. Reserved addresses are few, and all machines ask each
/// morning, so none is given away to start the own disk.
/// </summary>
internal static class UefiBootPolicy
{
    private const string Off = "Secure Boot is off";
    private const string On = "Secure Boot is on";
    private const string Unknown = "nobody has said yet whether Secure Boot is on";

    /// <summary>Decides for firmware that asks by PXE.</summary>
    /// <param name="assignment">What the machine is to do.</param>
    /// <param name="abilities">What can be offered.</param>
    /// <param name="fromMenu">It needs a file.</param>
    public static BootChainChoice ForPxe(BootAssignment assignment, BootAbilities abilities, bool fromMenu)
    {
        bool toImage = assignment.Task == BootTask.BootImage;
        bool shim = abilities.CanBootByShim && (toImage || !abilities.GrubRoute.NeedsAddress);
        return (assignment.SecureBoot, toImage) switch
        {
            (false, true) => Ipxe($"{Off}, so iPXE loads the boot image by HTTP, which is quickest"),
            (false, false) => OwnDisk(abilities, fromMenu, Off),
            (true, _) when shim => Shim(abilities, $"{On}; {abilities.WhyShim}"),
            (null, _) when shim => Shim(abilities, $"{Unknown}, and shim works either way; {abilities.WhyShim}"),
            (true, true) => NextEntry(fromMenu, $"{On}, but {abilities.WhyShim}"),
            (true, false) => NextEntry(fromMenu, $"{On}, so only its firmware can go to the own disk"),
            (null, true) => Ipxe($"{Unknown}; if it is, the firmware refuses iPXE, but {abilities.WhyShim}"),
            (null, false) => OwnDisk(abilities, fromMenu, Unknown),
        };
    }

    /// <summary>Decides for firmware that asks by HTTP Boot.</summary>
    /// <param name="mac">Its card.</param>
    /// <param name="assignment">What the machine is to do.</param>
    /// <param name="abilities">What can be offered.</param>
    public static BootChainChoice ForHttp(MacAddress mac, BootAssignment assignment, BootAbilities abilities)
    {
        bool toImage = assignment.Task == BootTask.BootImage;
        string why = assignment.SecureBoot switch { true => On, false => Off, null => Unknown };
        bool unsigned = assignment.SecureBoot == false || !abilities.HasShim;
        return (unsigned, toImage) switch
        {
            (true, false) when abilities.HasLocalDiskLoader => new BootChainChoice(BootChain.LocalDiskLoader, new BootAnswer.LoadByHttp(BootFileNames.LocalDisk), why),
            (false, true) => new BootChainChoice(BootChain.RamDiskByHttp, new BootAnswer.LoadByHttp(BootPaths.ImageDisk(mac)), why),
            (_, false) when abilities.HasShim => new BootChainChoice(BootChain.RamDiskByHttp, new BootAnswer.LoadByHttp(BootPaths.OwnDiskDisk(mac)), why),
            _ => new BootChainChoice(BootChain.IpxeByHttp, new BootAnswer.LoadByHttp(BootFileNames.Snponly), why),
        };
    }

    private static BootChainChoice Shim(BootAbilities abilities, string reason) =>
        new(BootChain.ShimByTftp, new BootAnswer.LoadByTftp(BootFileNames.Shim, abilities.GrubRoute.NeedsAddress), reason);

    private static BootChainChoice Ipxe(string reason) => new(BootChain.IpxeByTftp, new BootAnswer.LoadByTftp(BootFileNames.Snponly), reason);

    private static BootChainChoice OwnDisk(BootAbilities abilities, bool fromMenu, string reason) => abilities.HasLocalDiskLoader
        ? new BootChainChoice(BootChain.LocalDiskLoader, new BootAnswer.LoadByTftp(BootFileNames.LocalDisk), reason)
        : NextEntry(fromMenu, $"{reason}, and the program that starts the own disk could not be made");

    /// <summary>Firmware that did not take the menu gets a file that it refuses (Secure Boot), or that fails its boot entry: both lead to the next entry.</summary>
    private static BootChainChoice NextEntry(bool fromMenu, string reason) => fromMenu
        ? Ipxe(reason)
        : new BootChainChoice(BootChain.NextBootEntry, new BootAnswer.LocalDisk(), reason);
}
