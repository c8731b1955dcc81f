using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A healthy PC without Secure Boot, network boot first in its order and no job for it: its own disk is started, whoever gives out the addresses.</summary>
public sealed class OwnDiskTests
{
    [Theory]
    [InlineData(LanRouter.None)]
    [InlineData(LanRouter.NamesItself)]
    public async Task Boot_Bios_StartsTheDiskByIpxesScript(LanRouter router)
    {
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"own-bios-{router}", "BIOS, iPXE ROM, its script, sanboot", Firmware.Bios, router)
        {
            MakeDiskAsync = BiosOwnDisk.MakeAsync,
        });
        await scene.BootOwnDiskAsync();

        Assert.Single(scene.Fetched);
    }

    [Theory]
    [InlineData(LanRouter.None, false, "TFTP localdisk.efi")]
    [InlineData(LanRouter.NamesItself, false, "TFTP localdisk.efi")]
    [InlineData(LanRouter.None, true, "HTTP /boot/localdisk.efi")]
    [InlineData(LanRouter.NamesItself, true, "HTTP /boot/localdisk.efi")]
    public async Task Boot_Uefi_StartsTheDiskByOurLoader(LanRouter router, bool httpBoot, string file)
    {
        string chain = httpBoot ? "UEFI HTTP Boot, localdisk.efi" : "UEFI, localdisk.efi by TFTP";
        await using NetbootScene scene = await NetbootScene.MakeAsync(new NetbootSetting($"own-uefi-{router}-{(httpBoot ? "http" : "pxe")}", chain, Firmware.Uefi, router)
        {
            KnownSecureBoot = false,
            HttpBootOnly = httpBoot,
            MakeDiskAsync = SignedOwnDisk.MakeAsync,
        });
        await scene.BootOwnDiskAsync();

        Assert.All(scene.Fetched, fetched => Assert.Equal(file, fetched));
        Assert.NotEmpty(scene.Fetched);
    }
}
