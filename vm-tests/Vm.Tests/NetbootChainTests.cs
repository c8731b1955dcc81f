using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>
/// A blank PC without Secure Boot starts the boot image by PXE, whoever gives out the addresses. The two that are marked as long are how the dead PCs of
/// <see cref="DeadPcComesBackTests"/> start, each time.
/// </summary>
public sealed class NetbootChainTests
{
    [Theory]
    [InlineData(LanRouter.None, Traits = ["Size", "Long"])]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_Bios_ReachesTheAgent(LanRouter router)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"bios-{router}", "BIOS, iPXE ROM -> HTTP", Firmware.Bios, router));
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
    }

    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself, Traits = ["Size", "Long"])]
    public async Task Boot_UefiThatIsKnownToTakeAnyLoader_ReachesTheAgentByIpxe(LanRouter router)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"uefi-{router}", "UEFI, iPXE by TFTP -> HTTP", Firmware.Uefi, router) { KnownSecureBoot = false });
        await scene.BootImageAsync();

        Assert.Contains("TFTP snponly.efi", scene.Fetched);
        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
        Assert.NotEqual(true, await scene.SecureBootAsync());
    }

    [Fact]
    public async Task Boot_UefiOfWhichNothingIsKnown_ReachesTheAgentByShimWithSecureBootOff()
    {
        const string chain = "UEFI, shim and GRUB by TFTP -> HTTP, nothing known of the PC, Secure Boot off";
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("uefi-unknown", chain, Firmware.Uefi, LanRouter.None));
        await scene.BootImageAsync();

        Assert.Contains("TFTP shimx64.efi", scene.Fetched);
        Assert.NotEqual(true, await scene.SecureBootAsync());
    }
}
