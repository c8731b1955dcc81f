using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A blank PC without Secure Boot starts the boot image, whoever gives out the addresses.</summary>
[Trait("Size", "Long")]
public sealed class NetbootChainTests
{
    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_Bios_ReachesTheAgent(LanRouter router)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"bios-{router}", Firmware.Bios, router));
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
    }

    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_UefiThatIsKnownToTakeAnyLoader_ReachesTheAgentByIpxe(LanRouter router)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"uefi-{router}", Firmware.Uefi, router) { KnownSecureBoot = false });
        await scene.BootImageAsync();

        Assert.Contains("TFTP snponly.efi", scene.Fetched);
        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
        Assert.NotEqual(true, await scene.SecureBootAsync());
    }

    [Fact]
    public async Task Boot_UefiOfWhichNothingIsKnown_ReachesTheAgentByShimWithSecureBootOff()
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting("uefi-unknown", Firmware.Uefi, LanRouter.None));
        await scene.BootImageAsync();

        Assert.Contains("TFTP shimx64.efi", scene.Fetched);
        Assert.NotEqual(true, await scene.SecureBootAsync());
    }

    [Theory]
    [InlineData(false, "HTTP /boot/snponly.efi")]
    [InlineData(null, "HTTP /boot/52-54-00-4d-54-03/monitas.img")]
    public async Task Boot_UefiHttpBoot_ReachesTheAgent(bool? knownSecureBoot, string first)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"uefi-http-{knownSecureBoot}", Firmware.Uefi, LanRouter.NamesItself)
        {
            HttpBootOnly = true,
            KnownSecureBoot = knownSecureBoot,
        });
        await scene.BootImageAsync();

        Assert.Contains(first, scene.Fetched);
    }
}
