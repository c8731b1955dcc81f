using System;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class BootScriptSourceTests
{
    private const string HttpBase = "http://10.0.0.1";

    private static readonly MacAddress Mac = new(0x525400aabb01);

    private readonly FakeAssignments _assignments = new() { Task = BootTask.BootImage };

    [Fact]
    public void ForIpxe_WithJob_LoadsKernelAndInitrdWithAFreshSecretEachTime()
    {
        string first = Source().ForIpxe(Mac, null, HttpBase).Text;
        BootScript second = Source().ForIpxe(Mac, null, HttpBase);

        Assert.StartsWith("#!ipxe\n", first, StringComparison.Ordinal);
        Assert.Contains(
            "\nkernel http://10.0.0.1/boot/52-54-00-aa-bb-01/vmlinuz initrd=initrd root=/dev/ram0 quiet panic=30 console=tty0 console=ttyS0 "
            + "monitas.url=https://10.0.0.1:8443 monitas.secret=s1 monitas.ca=abc monitas.mac=52:54:00:aa:bb:01 ||",
            first,
            StringComparison.Ordinal);
        Assert.Contains("\ninitrd http://10.0.0.1/boot/52-54-00-aa-bb-01/initrd ||", first, StringComparison.Ordinal);
        Assert.Contains("monitas.secret=s2", second.Text, StringComparison.Ordinal);
        Assert.Equal(BootStage.ScriptSent, second.Stage);
    }

    [Fact]
    public void ForIpxe_WithoutJob_GoesToTheOwnDiskAndMakesNoSecret()
    {
        _assignments.Task = BootTask.LocalDisk;

        BootScript script = Source().ForIpxe(Mac, null, HttpBase);

        Assert.Equal(BootStage.LocalDisk, script.Stage);
        Assert.Contains("iseq ${platform} efi && goto uefi ||\nsanboot --no-describe --drive 0x80 || exit 1\n:uefi\nchain http://10.0.0.1/boot/localdisk.efi || exit 1\n", script.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("kernel", script.Text, StringComparison.Ordinal);
        Assert.Equal(0, _assignments.Issued);
    }

    [Fact]
    public void ForIpxe_WhenTheJobHasJustGone_GoesToTheOwnDisk()
    {
        _assignments.TaskHasGone = true;
        Assert.Equal(BootStage.LocalDisk, Source().ForIpxe(Mac, null, HttpBase).Stage);
    }

    [Fact]
    public void ForPxelinux_WithJob_LoadsByHttp()
    {
        BootScript script = Source().ForPxelinux(Mac, null, "http://10.0.0.1:8080");

        Assert.Contains("\nLINUX http://10.0.0.1:8080/boot/52-54-00-aa-bb-01/vmlinuz\nINITRD http://10.0.0.1:8080/boot/52-54-00-aa-bb-01/initrd\nAPPEND root=/dev/ram0 ", script.Text, StringComparison.Ordinal);
        Assert.Equal(BootStage.ScriptSent, script.Stage);
    }

    [Fact]
    public void ForPxelinux_WithoutJob_SaysLocalboot()
    {
        _assignments.Task = BootTask.LocalDisk;
        Assert.Contains("\nLOCALBOOT 0\n", Source().ForPxelinux(Mac, null, HttpBase).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ForGrub_WithoutABootImageForItsProcessor_GoesToTheOwnDiskAndMakesNoSecret()
    {
        Assert.Equal(BootStage.LocalDisk, Source().ForGrub(Mac, null, ImageArchitecture.Arm64).Stage);
        Assert.Equal(0, _assignments.Issued);
        Assert.Equal(BootStage.ScriptSent, Source().ForGrub(Mac, null, ImageArchitecture.Amd64).Stage);
    }

    [Fact]
    public void ForGrub_OnArm64_BeginsAStartFromTheBootImageForArm64()
    {
        ServedBootImage images = new(architecture => $"/images/{architecture}", TimeProvider.System);
        BootScript script = new BootScriptSource(_assignments, new NetbootSettings(), images).ForGrub(Mac, null, ImageArchitecture.Arm64);
        Assert.Equal(BootStage.ScriptSent, script.Stage);
        Assert.Equal("/images/Arm64", images.Of(Mac, ImageArchitecture.Arm64)!.Directory);
        Assert.Contains("/boot/52-54-00-aa-bb-01/arm64/initrd", script.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void ForIpxe_WithoutSerialConsole_HasOnlyTheScreen()
    {
        BootScriptSource source = new(_assignments, new NetbootSettings { SerialConsole = "" }, Images());
        Assert.Contains("console=tty0 monitas.url", source.ForIpxe(Mac, null, HttpBase).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void BootImage_MachineNameWithScriptCharacters_IsShownHarmlessly()
    {
        string script = IpxeScripts.BootImage(HttpBase, Mac, null, "a || shell ${x}\nshell", "x=y");
        Assert.Contains("for a ?? shell ??x??shell\n", script, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pxelinux.cfg/01-52-54-00-aa-bb-01", true)]
    [InlineData("pxelinux.cfg/44332211-6655-8877-99aa-bbccddeeff01", false)]
    [InlineData("pxelinux.cfg/0A630062", false)]
    [InlineData("pxelinux.cfg/default", false)]
    public void TryReadName_WhatPxelinuxAsksFor_OnlyTheMacIsServed(string name, bool served)
    {
        Assert.Equal(served, PxelinuxConfigs.TryReadName(name, out MacAddress mac));
        Assert.Equal(served ? Mac : default, mac);
    }

    [Fact]
    public void Script_LongestAddress_FitsTheDhcpField()
    {
        string url = "http://255.255.255.255:65535" + BootPaths.Script(new MacAddress(0xffffffffffff), Guid.AllBitsSet);
        Assert.True(url.Length <= Monitas.BootServer.Dhcp.Wire.DhcpPacket.MaximumFileLength, url);
    }

    private BootScriptSource Source() => new(_assignments, new NetbootSettings(), Images());

    private static ServedBootImage Images() => new(architecture => architecture == ImageArchitecture.Amd64 ? "/images/first" : null, TimeProvider.System);
}
