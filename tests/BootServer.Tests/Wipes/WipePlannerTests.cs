using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Tests.Jobs;
using Monitas.BootServer.Wipes.Planning;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.BootServer.Tests.Wipes;

public sealed class WipePlannerTests
{
    [Theory]
    [InlineData(WipeMethod.Auto, "NvmeSanitizeBlock NvmeFormatErase OverwriteRandom")]
    [InlineData(WipeMethod.Purge, "NvmeSanitizeBlock")]
    [InlineData(WipeMethod.Clear, "NvmeFormatErase OverwriteRandom")]
    [InlineData(WipeMethod.Zero, "OverwriteZero")]
    [InlineData(WipeMethod.Random, "OverwriteRandom")]
    [InlineData(WipeMethod.ThreePasses, "OverwriteThreePasses")]
    public void MakePlan_EachMethod_TakesItsWaysInOrder(WipeMethod method, string ways)
    {
        WipePlan plan = Plan([WipeSamples.Nvme()], method);

        Assert.Empty(plan.Refusals);
        Assert.Equal(ways, string.Join(' ', Assert.Single(plan.Disks).Ways.Select(w => w.Technique)));
        Assert.Equal(("NVME1", 10L << 30), (plan.Disks[0].Target.Serial, plan.Disks[0].Target.SizeBytes));
    }

    [Fact]
    public void MakePlan_PurgeOfADiskThatOffersNone_IsRefused()
    {
        WipePlan plan = Plan([WipeSamples.Nvme(), WipeSamples.Sata()], WipeMethod.Purge);

        Assert.Contains("SATA1, 10.0 GiB offers nothing that is a Purge", Assert.Single(plan.Refusals), StringComparison.Ordinal);
    }

    [Fact]
    public void MakePlan_RemovableUsbBootAndReadOnlyDisks_AreLeftAloneAndTold()
    {
        WipePlan plan = Plan(
        [
            WipeSamples.Sata(),
            WipeSamples.Sata("STICK") with { Removable = true },
            WipeSamples.Sata("USBDISK") with { Transport = "usb" },
            WipeSamples.Sata("LOCKED") with { ReadOnly = true },
            WipeSamples.Sata("INSTALLER") with { Content = "MBR, 2 partitions: iso9660, vfat" },
        ]);

        Assert.Equal("SATA1", Assert.Single(plan.Disks).Target.Serial);
        Assert.Equal(["STICK", "USBDISK", "LOCKED", "INSTALLER"], plan.Warnings.Select(w => w.Split("serial ")[1].Split(',')[0]));
    }

    [Theory]
    [InlineData("serial=USBDISK", "")]
    [InlineData("serial=STICK", "it is removable")]
    [InlineData("serial=NONE", "has no disk with serial=NONE")]
    [InlineData("size=10GiB", "names 3 disks")]
    [InlineData("none", "names no disk to erase")]
    public void MakePlan_NamedDisk_IsTakenOrRefused(string choice, string refusal)
    {
        Assert.True(DiskChoice.TryParse(choice, out DiskChoice? named, out _));
        WipePlan plan = Plan([WipeSamples.Sata(), WipeSamples.Sata("STICK") with { Removable = true }, WipeSamples.Sata("USBDISK") with { Transport = "usb" }], named: [named]);

        Assert.Equal(refusal.Length == 0 ? ["USBDISK"] : [], plan.Disks.Select(d => d.Target.Serial));
        Assert.Equal(refusal.Length, plan.Refusals.Count == 0 ? 0 : refusal.Length);
        Assert.All(plan.Refusals, r => Assert.Contains(refusal, r, StringComparison.Ordinal));
    }

    [Fact]
    public void MakePlan_TwoDisksThatAreAlike_IsRefused() =>
        Assert.NotEmpty(Plan([WipeSamples.Sata(), WipeSamples.Sata() with { Path = "/dev/sdb" }]).Refusals);

    [Fact]
    public void MakePlan_NoDisk_IsRefused() => Assert.Contains("shows no disk at all", Assert.Single(Plan([]).Refusals), StringComparison.Ordinal);

    [Fact]
    public void MakePlan_DisksThatNobodyHasLookedAt_IsRefusedUnlessProvisional()
    {
        DiskFacts[] disks = [WipeSamples.Sata() with { Erasure = null }];

        Assert.Contains("does not say how", Assert.Single(Plan(disks).Refusals), StringComparison.Ordinal);
        WipePlan provisional = WipePlanner.MakePlan(JobSamples.Machine, "pc", disks, [], WipeMethod.Auto, isProvisional: true);
        Assert.Empty(provisional.Refusals);
        Assert.Contains("is chosen when the PC has", WipePlanText.Render(provisional), StringComparison.Ordinal);
    }

    [Fact]
    public void Render_APlan_NamesDiskContentWaysAndNotes()
    {
        DiskFacts frozen = WipeSamples.Sata() with { Wwn = "0x5000c500a1b2c3d4", Erasure = new DiskErasure { Offers = [WipeSamples.Zero], Notes = ["The firmware has frozen the disk."] } };
        WipePlan plan = Plan([WipeSamples.Nvme(), frozen]);

        string text = WipePlanText.Render(plan);

        Assert.Contains("WDC PC SN720 serial NVME1, 10.0 GiB, blank", text, StringComparison.Ordinal);
        Assert.Contains("NVMe Sanitize (block erase), a Purge", text, StringComparison.Ordinal);
        Assert.Contains("if the disk refuses that: NVMe Format (user data erase), a Clear", text, StringComparison.Ordinal);
        Assert.Contains("WWN 0x5000c500a1b2c3d4", text, StringComparison.Ordinal);
        Assert.Contains("now GPT, 1 partition: ext4", text.Replace("\n      ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("! The firmware has frozen the disk.", text, StringComparison.Ordinal);
        Assert.Contains(plan.Hash(), text, StringComparison.Ordinal);
    }

    private static WipePlan Plan(IReadOnlyList<DiskFacts> disks, WipeMethod method = WipeMethod.Auto, IReadOnlyList<DiskChoice>? named = null) =>
        WipePlanner.MakePlan(JobSamples.Machine, "pc", disks, named ?? [], method, isProvisional: false);
}
