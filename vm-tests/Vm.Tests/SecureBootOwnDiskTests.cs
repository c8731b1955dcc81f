using System;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>A healthy PC with Secure Boot on and network boot first in its order, without a job: its own disk is started.</summary>
public sealed class SecureBootOwnDiskTests
{
    [Fact]
    public async Task Boot_GrubFindsUs_StartsTheDiskByShim()
    {
        await using NetbootScene scene = await MakeAsync("sb-own-shim", "Secure Boot, shim and GRUB by TFTP", LanRouter.None, httpBootOnly: false);
        await scene.BootOwnDiskAsync();

        Assert.Contains("TFTP shimx64.efi", scene.Fetched);
        Assert.Contains("TFTP /grub/machine/52:54:00:4d:54:03.cfg", scene.Fetched);
    }

    [Fact]
    public async Task Boot_HttpBootBesideAForeignRouter_StartsTheDiskFromADiskInMemory()
    {
        await using NetbootScene scene = await MakeAsync("sb-own-http", "Secure Boot, HTTP Boot, small disk in memory", LanRouter.NamesItself, httpBootOnly: true);
        await scene.BootOwnDiskAsync();

        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/owndisk.img", scene.Fetched);
    }

    [Fact]
    public async Task Boot_GrubWouldNotFindUs_IsSentOnByItsFirmwareAndNeverSeesShim()
    {
        await using NetbootScene scene = await MakeAsync("sb-own-menu", "Secure Boot, menu, then the firmware's next entries", LanRouter.NamesItself, httpBootOnly: false);
        await scene.BootOwnDiskAsync();

        Assert.DoesNotContain(scene.Fetched, file => file.Contains("shimx64.efi", StringComparison.Ordinal));
    }

    private static Task<NetbootScene> MakeAsync(string name, string chain, LanRouter router, bool httpBootOnly) =>
        NetbootScene.MakeAsync(new NetbootSetting(name, chain, Firmware.UefiSecureBoot, router)
        {
            KnownSecureBoot = true,
            HttpBootOnly = httpBootOnly,
            MakeDiskAsync = SignedOwnDisk.MakeAsync,
        });
}
