using System;
using System.IO;
using System.Threading.Tasks;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Images;
using Monitas.BootServer.Boot.Images.Wire;
using Monitas.BootServer.Tests.Tls;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class GrubConfigsTests
{
    public static TheoryData<string> Scripts =>
    [
        GrubConfigs.Introduction(canUseHttp: true),
        GrubConfigs.Introduction(canUseHttp: false),
        GrubConfigs.OwnDisk(),
        GrubConfigs.BootImage("it's; reboot", "/vmlinuz", "/initrd.img", "root=/dev/ram0 a$b;c {d} monitas.url=https://10.0.0.1:8443"),
    ];

    /// <summary>GRUB's own parser as judge.</summary>
    [Theory]
    [MemberData(nameof(Scripts))]
    public async Task Script_ReadByGrub_IsCorrect(string script)
    {
        using TemporaryDirectory directory = new();
        string path = directory.Combine("grub.cfg");
        await File.WriteAllTextAsync(path, script, TestContext.Current.CancellationToken);

        Assert.Equal((0, ""), await Tool.RunAsync("grub-script-check", [path], TestContext.Current.CancellationToken));

        string last = script.TrimEnd().Split('\n')[^1];
        Assert.True(last is "exit" or "reboot", $"GRUB would end at its prompt after '{last}'");
    }

    [Fact]
    public void BootImage_ArgumentsWithSignsOfGrubsLanguage_AreQuoted() =>
        Assert.Contains("if linux /k 'a$b;c' 'd={e}'; then", GrubConfigs.BootImage("pc1", "/k", "/i", "a$b;c d={e} x='y"), StringComparison.Ordinal);

    [Fact]
    public void BootImage_NameThatIsAScript_IsOnlyText() =>
        Assert.Contains("for pc1??reboot??\"\n", GrubConfigs.BootImage("pc1\";reboot;\"", "/k", "/i", ""), StringComparison.Ordinal);

    [Theory]
    [InlineData("grub/machine/52:54:00:aa:bb:01.cfg", true, "amd64")]
    [InlineData("grub/machine/52-54-00-aa-bb-01.cfg", true, "amd64")]
    [InlineData("grub/machine/arm64/52:54:00:aa:bb:01.cfg", true, "arm64")]
    [InlineData("grub/machine/arm64/.cfg", false, "arm64")]
    [InlineData("grub/machine/riscv64/52:54:00:aa:bb:01.cfg", false, "amd64")]
    [InlineData("grub/machine/.cfg", false, "amd64")]
    [InlineData("grub/machine/52:54:00:aa:bb.cfg", false, "amd64")]
    [InlineData("grub/machine/52:54:00:aa:bb:01", false, "amd64")]
    [InlineData("grub/grub.cfg", false, "amd64")]
    public void TryReadName_OfSettings_FindsTheMachineAndItsProcessor(string name, bool expected, string architecture)
    {
        Assert.Equal(expected, GrubConfigs.TryReadName(name, out MacAddress mac, out ImageArchitecture read));
        Assert.Equal(architecture, BootImageManifest.NameOf(read));
        Assert.Equal(expected ? new MacAddress(0x525400aabb01) : default, mac);
    }

    [Theory]
    [InlineData("boot/52-54-00-aa-bb-01/vmlinuz", "amd64 kernel")]
    [InlineData("boot/52-54-00-aa-bb-01/initrd", "amd64 initramfs")]
    [InlineData("boot/52-54-00-aa-bb-01/arm64/vmlinuz", "arm64 kernel")]
    [InlineData("boot/52-54-00-aa-bb-01/arm64/initrd", "arm64 initramfs")]
    [InlineData("boot/52-54-00-aa-bb-01/amd64/initrd", "")]
    [InlineData("boot/52-54-00-aa-bb-01/arm64/monitas.img", "")]
    [InlineData("boot/52-54-00-aa-bb-01/monitas.img", "")]
    [InlineData("boot/nobody/arm64/initrd", "")]
    [InlineData("boot/vmlinuz", "")]
    [InlineData("other/52-54-00-aa-bb-01/initrd", "")]
    public void TryReadImageName_OfTftp_FindsTheMachine(string name, string expected)
    {
        bool isImage = BootPaths.TryReadImageName(name, out MacAddress mac, out ImageArchitecture architecture, out bool isKernel);
        Assert.Equal(expected, isImage ? $"{BootImageManifest.NameOf(architecture)} {(isKernel ? "kernel" : "initramfs")}" : "");
        Assert.Equal(isImage ? new MacAddress(0x525400aabb01) : default, mac);
    }
}
