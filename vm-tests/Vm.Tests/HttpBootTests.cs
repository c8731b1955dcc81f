using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A blank PC starts the boot image by UEFI HTTP Boot, whoever gives out the addresses.</summary>
public sealed class HttpBootTests
{
    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_KnownToTakeAnyLoader_ReachesTheAgentByIpxe(LanRouter router)
    {
        await using NetbootScene scene = await MakeAsync($"http-ipxe-{router}", "UEFI HTTP Boot, iPXE", Firmware.Uefi, router, knownSecureBoot: false);
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/snponly.efi", scene.Fetched);
    }

    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    [Trait("Size", "Long")]
    public async Task Boot_NothingKnown_ReachesTheAgentFromADiskInMemory(LanRouter router)
    {
        const string chain = "UEFI HTTP Boot, disk in memory, nothing known of the PC";
        await using NetbootScene scene = await MakeAsync($"http-unknown-{router}", chain, Firmware.Uefi, router, knownSecureBoot: null);
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/monitas.img", scene.Fetched);
        Assert.NotEqual(true, await scene.SecureBootAsync());
    }

    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_SecureBoot_ReachesTheAgentFromADiskInMemory(LanRouter router)
    {
        await using NetbootScene scene = await MakeAsync($"sb-http-{router}", "Secure Boot, HTTP Boot, disk in memory", Firmware.UefiSecureBoot, router, knownSecureBoot: null);
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/monitas.img", scene.Fetched);
        Assert.True(await scene.SecureBootAsync());
    }

    private static Task<NetbootScene> MakeAsync(string name, string chain, Firmware firmware, LanRouter router, bool? knownSecureBoot) =>
        NetbootScene.MakeAsync(new NetbootSetting(name, chain, firmware, router) { HttpBootOnly = true, KnownSecureBoot = knownSecureBoot });
}
