using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A blank PC with Secure Boot on starts the boot image by Debian's signed shim, GRUB and kernel.</summary>
public sealed class SecureBootTests
{
    [Fact]
    public async Task Boot_ServerGivesOutTheAddresses_ReachesTheAgent()
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("sb-full-dhcp", "Secure Boot, shim and GRUB by TFTP", Firmware.UefiSecureBoot, LanRouter.None));
        await BootsByShimAsync(scene);
    }

    [Fact]
    public async Task Boot_RouterNamesUsAsNextServer_ReachesTheAgent()
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("sb-next-server", "Secure Boot, shim and GRUB by TFTP", Firmware.UefiSecureBoot, LanRouter.NamesServer));
        await BootsByShimAsync(scene);
    }

    [Fact]
    public async Task Boot_BesideAForeignRouterWithReservedAddresses_ReachesTheAgent()
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("sb-reserved", "Secure Boot, shim and GRUB by TFTP, one of our reserved addresses", Firmware.UefiSecureBoot, LanRouter.NamesItself)
        {
            MoreNetboot = "pxe-addresses = 10.77.0.240-10.77.0.243",
        });
        await BootsByShimAsync(scene);
    }

    /// <summary>Nothing is set anywhere and nothing is known of the PC: its firmware refuses iPXE, goes on to HTTP Boot, and need not wait for IPv6 in between.</summary>
    [Fact]
    public async Task Boot_BesideAForeignRouterWithNothingSet_ReachesTheAgentByTheNextBootEntry()
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("sb-nothing-set", "Secure Boot, nothing known and nothing set: iPXE is refused, then HTTP Boot", Firmware.UefiSecureBoot, LanRouter.NamesItself));

        await scene.BootImageAsync();

        Assert.Contains("TFTP snponly.efi", scene.Fetched);
        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/monitas.img", scene.Fetched);
        Assert.True(await scene.SecureBootAsync());
    }

    private static async Task BootsByShimAsync(NetbootScene scene)
    {
        await scene.BootImageAsync();

        Assert.Contains("TFTP shimx64.efi", scene.Fetched);
        Assert.Contains("TFTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
        Assert.True(await scene.SecureBootAsync());
    }
}
