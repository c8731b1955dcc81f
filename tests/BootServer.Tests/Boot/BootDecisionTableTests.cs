using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Boot;
using Xunit;

namespace Monitas.BootServer.Tests.Boot;

/// <summary>Every (machine, setting, firmware, stage) with what it leads to.</summary>
public sealed class BootDecisionTableTests
{
    private static readonly MacAddress Mac = new(0x525400aabb01);
    private static readonly BootAbilities Abilities = new(HasLocalDiskLoader: true, HasShim: true, new GrubRoute(true, false, "GRUB finds it"));

    [Theory]
    [InlineData(true, true, nameof(UnknownMachines.Ignore), nameof(BootTask.BootImage))]
    [InlineData(true, true, nameof(UnknownMachines.LocalDisk), nameof(BootTask.BootImage))]
    [InlineData(true, true, nameof(UnknownMachines.Pair), nameof(BootTask.BootImage))]
    [InlineData(true, false, nameof(UnknownMachines.Ignore), nameof(BootTask.LocalDisk))]
    [InlineData(true, false, nameof(UnknownMachines.LocalDisk), nameof(BootTask.LocalDisk))]
    [InlineData(true, false, nameof(UnknownMachines.Pair), nameof(BootTask.LocalDisk))]
    [InlineData(false, false, nameof(UnknownMachines.Ignore), nameof(BootTask.Ignore))]
    [InlineData(false, false, nameof(UnknownMachines.LocalDisk), nameof(BootTask.LocalDisk))]
    [InlineData(false, false, nameof(UnknownMachines.Pair), nameof(BootTask.BootImage))]
    public void Decide_EachMachineAndSetting_IsItsTask(bool isKnown, bool hasJob, string unknown, string task) =>
        Assert.Equal(task, BootTasks.Decide(isKnown, hasJob, Enum.Parse<UnknownMachines>(unknown)).ToString());

    [Fact]
    public void Decide_IgnoredMachine_GetsNoAnswerWhateverItAsksWith()
    {
        foreach ((ClientArchitecture architecture, BootLoaderKind loader, bool fromMenu) in Askers())
        {
            BootClient client = new(Mac, null, architecture, loader, IpxeFeatures.Http | IpxeFeatures.Efi | IpxeFeatures.BzImage);
            Assert.IsType<BootAnswer.Ignore>(Decide(client, new BootAssignment(null, BootTask.Ignore), fromMenu));
        }
    }

    /// <summary>Firmware and stage, Secure Boot as the agent said, and what the boot image and the own disk begin with.</summary>
    [Theory]
    [InlineData(0, nameof(BootLoaderKind.PxeFirmware), null, "lpxelinux.0", "lpxelinux.0")]
    [InlineData(0, nameof(BootLoaderKind.Ipxe), null, "script", "script")]
    [InlineData(7, nameof(BootLoaderKind.PxeFirmware), false, "snponly.efi", "localdisk.efi")]
    [InlineData(7, nameof(BootLoaderKind.PxeFirmware), true, "shimx64.efi", "shimx64.efi")]
    [InlineData(7, nameof(BootLoaderKind.PxeFirmware), null, "shimx64.efi", "shimx64.efi")]
    [InlineData(9, nameof(BootLoaderKind.PxeFirmware), false, "snponly.efi", "localdisk.efi")]
    [InlineData(7, nameof(BootLoaderKind.Ipxe), false, "script", "script")]
    [InlineData(9, nameof(BootLoaderKind.Ipxe), null, "script", "script")]
    [InlineData(16, nameof(BootLoaderKind.HttpFirmware), false, "http snponly.efi", "http localdisk.efi")]
    [InlineData(6, nameof(BootLoaderKind.PxeFirmware), null, "nothing", "nothing")]
    [InlineData(10, nameof(BootLoaderKind.PxeFirmware), null, "nothing", "nothing")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), null, "nothing", "nothing")]
    [InlineData(15, nameof(BootLoaderKind.HttpFirmware), null, "nothing", "nothing")]
    [InlineData(19, nameof(BootLoaderKind.HttpFirmware), null, "nothing", "nothing")]
    public void Decide_EveryFirmwareAndStage_BeginsItsTask(int architecture, string loader, bool? secureBoot, string image, string ownDisk)
    {
        BootClient client = new(Mac, null, (ClientArchitecture)architecture, Enum.Parse<BootLoaderKind>(loader), IpxeFeatures.Http | IpxeFeatures.Efi | IpxeFeatures.BzImage);
        foreach (bool fromMenu in new[] { false, true })
        {
            Assert.Equal(image, Name(Decide(client, new BootAssignment("pc1", BootTask.BootImage, secureBoot), fromMenu)));
            Assert.Equal(image, Name(Decide(client, new BootAssignment(null, BootTask.BootImage, secureBoot), fromMenu)));
            Assert.Equal(ownDisk, Name(Decide(client, new BootAssignment("pc1", BootTask.LocalDisk, secureBoot), fromMenu)));
            Assert.Equal(ownDisk, Name(Decide(client, new BootAssignment(null, BootTask.LocalDisk, secureBoot), fromMenu)));
        }
    }

    /// <summary>64-bit ARM with a boot image for it: program, GRUB's route, whether it has not taken a menu; Secure Boot makes no difference.</summary>
    [Theory]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "here", false, "shimaa64.efi", "shimaa64.efi")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "here", true, "shimaa64.efi", "shimaa64.efi")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "reserved", false, "shimaa64.efi with an address", "menu")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "reserved", true, "shimaa64.efi with an address", "nothing")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "elsewhere", false, "menu", "menu")]
    [InlineData(11, nameof(BootLoaderKind.PxeFirmware), "elsewhere", true, "nothing", "nothing")]
    [InlineData(11, nameof(BootLoaderKind.Ipxe), "here", false, "shimaa64.efi", "shimaa64.efi")]
    [InlineData(11, nameof(BootLoaderKind.Ipxe), "elsewhere", false, "menu", "menu")]
    [InlineData(19, nameof(BootLoaderKind.HttpFirmware), "here", false, "http 52-54-00-aa-bb-01/monitas-arm64.img", "http 52-54-00-aa-bb-01/owndisk-arm64.img")]
    [InlineData(19, nameof(BootLoaderKind.HttpFirmware), "elsewhere", false, "http 52-54-00-aa-bb-01/monitas-arm64.img", "http 52-54-00-aa-bb-01/owndisk-arm64.img")]
    public void Decide_Arm64WithABootImage_BeginsItsTaskOrSaysWhyNot(int architecture, string loader, string route, bool fromMenu, string image, string ownDisk)
    {
        BootClient client = new(Mac, null, (ClientArchitecture)architecture, Enum.Parse<BootLoaderKind>(loader), IpxeFeatures.None);
        BootAbilities abilities = Abilities with { HasArm64Image = true, GrubRoute = new GrubRoute(route != "elsewhere", route == "reserved", $"GRUB looks {route}") };
        foreach (bool? secureBoot in new bool?[] { null, false, true })
        {
            BootChainChoice toImage = BootPolicy.Decide(client, new BootAssignment("pc1", BootTask.BootImage, secureBoot), abilities, fromMenu);
            Assert.Equal(image, Name(toImage.Answer));
            Assert.True(image is not ("menu" or "nothing") || toImage.Reason.Contains("GRUB looks elsewhere", StringComparison.Ordinal), toImage.Reason);
            Assert.Equal(ownDisk, Name(BootPolicy.Decide(client, new BootAssignment(null, BootTask.LocalDisk, secureBoot), abilities, fromMenu).Answer));
            Assert.IsType<BootAnswer.Ignore>(BootPolicy.Decide(client, new BootAssignment(null, BootTask.Ignore, secureBoot), abilities, fromMenu).Answer);
        }
    }

    private static string Name(BootAnswer answer) => answer switch
    {
        BootAnswer.LoadByTftp { WithAddress: true } load => $"{load.FileName} with an address",
        BootAnswer.LoadByTftp load => load.FileName,
        BootAnswer.LoadByHttp load => $"http {load.FileName}",
        BootAnswer.RunScript => "script",
        BootAnswer.LocalDisk => "menu",
        _ => "nothing",
    };

    private static IEnumerable<(ClientArchitecture Architecture, BootLoaderKind Loader, bool FromMenu)> Askers() =>
        from architecture in new[] { 0, 6, 7, 9, 10, 11, 15, 16, 19 }
        from loader in Enum.GetValues<BootLoaderKind>()
        from fromMenu in new[] { false, true }
        select ((ClientArchitecture)architecture, loader, fromMenu);

    private static BootAnswer Decide(BootClient client, BootAssignment assignment, bool fromMenu) =>
        BootPolicy.Decide(client, assignment, Abilities, fromMenu).Answer;
}
