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

    /// <summary>A machine without a job is never given the boot image's way in, and one with a job never a way past it.</summary>
    [Fact]
    public void Decide_EveryAsker_IsAnsweredByItsTask()
    {
        foreach ((ClientArchitecture architecture, BootLoaderKind loader, bool fromMenu) in Askers())
        {
            BootClient client = new(Mac, null, architecture, loader, IpxeFeatures.Http | IpxeFeatures.Efi | IpxeFeatures.BzImage);
            bool served = ClientArchitectures.IsServed(architecture);
            foreach (BootTask task in new[] { BootTask.LocalDisk, BootTask.BootImage })
            {
                BootAnswer answer = Decide(client, new BootAssignment("pc1", task), fromMenu);
                Assert.Equal(served, answer is not BootAnswer.Ignore);
                bool leadsPast = answer is BootAnswer.LocalDisk or BootAnswer.LoadByTftp("localdisk.efi") or BootAnswer.LoadByHttp("localdisk.efi");
                Assert.False(task == BootTask.BootImage && leadsPast, $"{architecture} {loader}: {answer}");
                if (served && task == BootTask.LocalDisk && client.IsUefi && loader != BootLoaderKind.Ipxe)
                {
                    Assert.True(answer is BootAnswer.LoadByTftp("localdisk.efi") or BootAnswer.LoadByHttp("localdisk.efi"), $"{architecture} {loader}: {answer}");
                }
            }
        }
    }

    private static IEnumerable<(ClientArchitecture Architecture, BootLoaderKind Loader, bool FromMenu)> Askers() =>
        from architecture in new[] { 0, 6, 7, 9, 10, 11, 15, 16 }
        from loader in Enum.GetValues<BootLoaderKind>()
        from fromMenu in new[] { false, true }
        select ((ClientArchitecture)architecture, loader, fromMenu);

    private static BootAnswer Decide(BootClient client, BootAssignment assignment, bool fromMenu) =>
        BootPolicy.Decide(client, assignment, Abilities, fromMenu).Answer;
}
