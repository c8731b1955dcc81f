using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

public sealed class BootPolicyTests
{
    private const IpxeFeatures Complete = IpxeFeatures.Http | IpxeFeatures.BzImage | IpxeFeatures.Efi;

    private static readonly MacAddress Mac = new(0x525400aabb01);
    private static readonly BootAbilities Abilities = new(HasLocalDiskLoader: true, HasShim: true, new GrubRoute(true, false, "GRUB finds it"));

    [Theory]
    [InlineData(0, (int)BootTask.BootImage)]
    [InlineData(0, (int)BootTask.LocalDisk)]
    public void Decide_BiosFirmware_LoadsLpxelinuxWhoseConfigDecides(int architecture, int task) =>
        Assert.Equal(new BootAnswer.LoadByTftp("lpxelinux.0"), Decide(architecture, BootLoaderKind.PxeFirmware, IpxeFeatures.None, (BootTask)task));

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
        BootPolicy.Decide(new BootClient(Mac, null, (ClientArchitecture)architecture, loader, features), new BootAssignment(null, task), Abilities, fromMenu: false).Answer;
}
