using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class BootPolicyTests
{
    private const IpxeFeatures Complete = IpxeFeatures.Http | IpxeFeatures.BzImage | IpxeFeatures.Efi;

    private static readonly MacAddress Mac = new(0x525400aabb01);
    private static readonly BootClient Uefi = new(Mac, null, ClientArchitecture.UefiX64, BootLoaderKind.PxeFirmware, IpxeFeatures.None);

    [Theory]
    [InlineData(0, (int)BootTask.BootImage)]
    [InlineData(0, (int)BootTask.LocalDisk)]
    public void Decide_BiosFirmware_LoadsLpxelinuxWhoseConfigDecides(int architecture, int task) =>
        Assert.Equal(new BootAnswer.LoadByTftp("lpxelinux.0"), Decide(architecture, BootLoaderKind.PxeFirmware, IpxeFeatures.None, (BootTask)task));

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void Decide_UefiFirmwareWithJob_LoadsIpxe(int architecture) =>
        Assert.Equal(new BootAnswer.LoadByTftp("snponly.efi"), Decide(architecture, BootLoaderKind.PxeFirmware, IpxeFeatures.None, BootTask.BootImage));

    [Theory]
    [InlineData(7)]
    [InlineData(9)]
    public void Decide_UefiFirmwareWithoutJob_LoadsTheProgramForTheOwnDisk(int architecture) =>
        Assert.Equal(new BootAnswer.LoadByTftp("localdisk.efi"), Decide(architecture, BootLoaderKind.PxeFirmware, IpxeFeatures.None, BootTask.LocalDisk));

    [Theory]
    [InlineData(true, true)]
    [InlineData(null, false)]
    [InlineData(false, false)]
    public void Decide_UefiFirmwareThatCannotHaveThatProgram_GetsAMenuOfTheOwnDisk(bool? secureBoot, bool hasLoader)
    {
        BootAssignment assignment = new("pc1", BootTask.LocalDisk, secureBoot);
        Assert.Equal(new BootAnswer.LocalDisk(), BootPolicy.Decide(Uefi, assignment, hasLoader, fromMenu: false));
    }

    [Fact]
    public void Decide_UefiFirmwareThatDidNotTakeTheMenu_GetsAFileThatLeadsToTheOwnDisk() =>
        Assert.Equal(
            new BootAnswer.LoadByTftp("snponly.efi"),
            BootPolicy.Decide(Uefi, new BootAssignment("pc1", BootTask.LocalDisk), hasLocalDiskLoader: false, fromMenu: true));

    [Theory]
    [InlineData((int)BootTask.BootImage, "snponly.efi")]
    [InlineData((int)BootTask.LocalDisk, "localdisk.efi")]
    public void Decide_UefiHttpBoot_LoadsByHttp(int task, string file) =>
        Assert.Equal(new BootAnswer.LoadByHttp(file), Decide(16, BootLoaderKind.HttpFirmware, IpxeFeatures.None, (BootTask)task));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(9)]
    public void Decide_Ipxe_GetsItsScriptAtOnce(int architecture) =>
        Assert.Equal(new BootAnswer.RunScript(), Decide(architecture, BootLoaderKind.Ipxe, Complete, BootTask.LocalDisk));

    [Theory]
    [InlineData(0, (int)IpxeFeatures.Http, "lpxelinux.0")]
    [InlineData(0, (int)IpxeFeatures.BzImage, "lpxelinux.0")]
    [InlineData(7, (int)IpxeFeatures.Efi, "snponly.efi")]
    public void Decide_IpxeWithoutNeededFeature_LoadsOneOfOurs(int architecture, int features, string file) =>
        Assert.Equal(new BootAnswer.LoadByTftp(file), Decide(architecture, BootLoaderKind.Ipxe, (IpxeFeatures)features, BootTask.BootImage));

    [Theory]
    [InlineData(6, "32-bit x86 UEFI")]
    [InlineData(10, "32-bit ARM UEFI")]
    [InlineData(11, "64-bit ARM UEFI")]
    [InlineData(15, "32-bit x86 UEFI")]
    [InlineData(19, "64-bit ARM UEFI")]
    [InlineData(2, "of an unknown kind")]
    public void Decide_OtherArchitecture_IsIgnoredByName(int architecture, string name)
    {
        BootAnswer answer = Decide(architecture, BootLoaderKind.PxeFirmware, IpxeFeatures.None, BootTask.BootImage);
        Assert.Contains($"{name} (architecture {architecture})", Assert.IsType<BootAnswer.Ignore>(answer).Reason, System.StringComparison.Ordinal);
    }

    private static BootAnswer Decide(int architecture, BootLoaderKind loader, IpxeFeatures features, BootTask task) =>
        BootPolicy.Decide(new BootClient(Mac, null, (ClientArchitecture)architecture, loader, features), new BootAssignment(null, task), hasLocalDiskLoader: true, fromMenu: false);
}
