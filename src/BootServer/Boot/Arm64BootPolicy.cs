using Monitas.BootServer.Boot.Images;

namespace Monitas.BootServer.Boot;

/// <summary>
/// The part of <see cref="BootPolicy"/> for 64-bit ARM machines when a boot image for them is there. Debian has no iPXE for them, so there is one chain,
/// which works with Secure Boot on and off. "Route" as in <see cref="UefiBootPolicy"/>.
/// <code>
///                           GRUB has a route      by a reserved address only              none
/// PXE, boot image           shim                  shim with that address                  a menu
/// PXE, own disk             shim                  a menu                                  a menu
/// HTTP Boot, boot image     RAM disk              RAM disk                                RAM disk
/// HTTP Boot, own disk       small RAM disk        small RAM disk                          small RAM disk
/// </code>
/// An iPXE that such a machine has brought along is treated as PXE firmware.
/// </summary>
internal static class Arm64BootPolicy
{
    private const string Both = "it works with Secure Boot on and off";

    /// <summary>Decides for a machine that asks by DHCP.</summary>
    /// <param name="client">Who asks, with what.</param>
    /// <param name="assignment">What it is to do.</param>
    /// <param name="abilities">What can be offered.</param>
    /// <param name="fromMenu">It has not taken the menu.</param>
    public static BootChainChoice Decide(BootClient client, BootAssignment assignment, BootAbilities abilities, bool fromMenu)
    {
        bool toImage = assignment.Task == BootTask.BootImage;
        GrubRoute route = abilities.GrubRoute;
        if (client.Loader == BootLoaderKind.HttpFirmware)
        {
            string disk = toImage ? BootPaths.ImageDisk(client.Mac, ImageArchitecture.Arm64) : BootPaths.OwnDiskDisk(client.Mac, ImageArchitecture.Arm64);
            return new BootChainChoice(BootChain.RamDiskByHttp, new BootAnswer.LoadByHttp(disk), Both);
        }

        if (route.LeadsHere && (toImage || !route.NeedsAddress))
        {
            return new BootChainChoice(BootChain.ShimByTftp, new BootAnswer.LoadByTftp(BootFileNames.ShimArm64, route.NeedsAddress), $"{Both}; {route.Reason}");
        }

        string reason = toImage ? $"GRUB is the only way to its boot image, but {route.Reason}" : "only its firmware can go to the own disk";
        return fromMenu
            ? new BootChainChoice(BootChain.None, new BootAnswer.Ignore(reason), reason)
            : new BootChainChoice(BootChain.NextBootEntry, new BootAnswer.LocalDisk(), reason);
    }
}
