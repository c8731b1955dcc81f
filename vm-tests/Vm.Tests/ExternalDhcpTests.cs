using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Machines;
using Monitas.Lab.Network;
using Xunit;

namespace Monitas.Vm.Tests;

/// <summary>Mode external: the LAN's router names the loader and this server, which gives the files out and is never asked by DHCP.</summary>
public sealed class ExternalDhcpTests
{
    private static readonly string[] Lpxelinux = [$"--dhcp-boot=lpxelinux.0,,{Lan.ServerAddress}"];
    private static readonly string[] Shim = [$"--dhcp-boot=shimx64.efi,,{Lan.ServerAddress}"];
    private static readonly string[] Ipxe =
        ["--dhcp-match=set:ipxe,175", $"--dhcp-boot=tag:!ipxe,snponly.efi,,{Lan.ServerAddress}", $"--dhcp-boot=tag:ipxe,http://{Lan.ServerAddress}/boot/ipxe"];

    [Fact]
    public async Task Boot_BiosByLpxelinux_ReachesTheAgent()
    {
        await using NetbootScene scene = await MakeAsync("external-lpxelinux", "BIOS, lpxelinux.0 by TFTP -> HTTP", Firmware.Bios, Lpxelinux);
        await scene.BootImageAsync();

        Assert.Contains("TFTP pxelinux.cfg/01-52-54-00-4d-54-03", scene.Fetched);
        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
    }

    [Fact]
    public async Task Boot_SecureBootByShim_ReachesTheAgent()
    {
        await using NetbootScene scene = await MakeAsync("external-shim", "Secure Boot, shim and GRUB by TFTP", Firmware.UefiSecureBoot, Shim);
        await scene.BootImageAsync();

        Assert.Contains("TFTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
        Assert.True(await scene.SecureBootAsync());
    }

    [Fact]
    [Trait("Size", "Long")]
    public async Task Boot_UefiByIpxe_ReachesTheAgent()
    {
        await using NetbootScene scene = await MakeAsync("external-ipxe", "UEFI, iPXE by TFTP -> HTTP", Firmware.Uefi, Ipxe);
        await scene.BootImageAsync();

        Assert.Contains("HTTP /boot/ipxe", scene.Fetched);
        Assert.Contains("HTTP /boot/52-54-00-4d-54-03/initrd", scene.Fetched);
    }

    [Fact]
    public async Task Boot_BiosByLpxelinuxWithoutAJob_StartsItsOwnDisk()
    {
        await using NetbootScene scene = await MakeAsync("external-own-lpxelinux", "BIOS, lpxelinux.0 by TFTP, LOCALBOOT", Firmware.Bios, Lpxelinux, BiosOwnDisk.MakeAsync);
        await scene.BootOwnDiskAsync();

        Assert.Contains("TFTP pxelinux.cfg/01-52-54-00-4d-54-03", scene.Fetched);
    }

    [Fact]
    public async Task Boot_UefiByIpxeWithoutAJob_StartsItsOwnDisk()
    {
        await using NetbootScene scene = await MakeAsync("external-own-ipxe", "UEFI, iPXE by TFTP, its script, localdisk.efi by HTTP", Firmware.Uefi, Ipxe, SignedOwnDisk.MakeAsync);
        await scene.BootOwnDiskAsync();

        Assert.Contains("HTTP /boot/localdisk.efi", scene.Fetched);
    }

    private static Task<NetbootScene> MakeAsync(
        string name, string chain, Firmware firmware, IReadOnlyList<string> router, Func<string, CancellationToken, Task<VirtualDisk>>? makeDisk = null)
    {
        NetbootSetting setting = new(name, chain, firmware, LanRouter.NamesLoader) { RouterBoot = router };
        return NetbootScene.MakeAsync(makeDisk is null ? setting : setting with { MakeDiskAsync = makeDisk });
    }
}
