using System;
using System.Collections.Generic;
using Monitas.BootServer.Boot.Doctor;
using Xunit;

namespace Monitas.BootServer.Tests.Boot.Doctor;

public sealed class BootDiagnosisTests
{
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(10);

    /// <summary>Each row: what happened (see <see cref="Steps.Of"/>), and the cause that a sysadmin should be told.</summary>
    [Theory]
    // What is as it should be.
    [InlineData("D7 4 R 0.1 S:snponly.efi 0.1 T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz 1 H:initrd 9 O", nameof(BootCause.BootImage))]
    [InlineData("D0 4 R 0.1 T:lpxelinux.0 0.1 T:ldlinux.c32 F:pxelinux.cfg/44332211-6655 T:pxelinux.cfg/01-52-54-00-aa-bb-01 G H:vmlinuz 4 H:initrd 9 O", nameof(BootCause.BootImage))]
    [InlineData("D7 4 R 0.1 T:localdisk.efi L", nameof(BootCause.OwnDisk))]
    [InlineData("D0 4 R 0.1 T:lpxelinux.0 T:pxelinux.cfg/01-52-54-00-aa-bb-01 L", nameof(BootCause.OwnDisk))]
    [InlineData("D7 L", nameof(BootCause.OwnDisk))]
    [InlineData("D7 4 R 0.1 T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz 1 H:initrd 9 W", nameof(BootCause.WaitsForApproval))]
    [InlineData("D7@25 4 R 0.1 T:localdisk.efi L", nameof(BootCause.OwnDisk))]
    [InlineData("d7 4 d7", nameof(BootCause.NotServed))]
    // Processors that no boot image is there for.
    [InlineData("d6 4 d6", nameof(BootCause.WrongArchitecture))]
    [InlineData("d11 4 d11 8 d11", nameof(BootCause.WrongArchitecture))]
    [InlineData("d10", nameof(BootCause.WrongArchitecture))]
    [InlineData("D11 4 R", nameof(BootCause.WrongArchitecture))]
    // FAIL-uefi-proxydhcp-no-opt60-E16: four questions, offers not taken.
    [InlineData("D7 4 D7@4 8 D7@12 16 D7@28", nameof(BootCause.NoAddress))]
    // FAIL-uefi-proxydhcp-no43-no4011-E16, seen from a server that answers: an address, and then nothing.
    [InlineData("D7 4 R", nameof(BootCause.TftpBlocked))]
    [InlineData("D7 4 R 1 B", nameof(BootCause.TftpBlocked))]
    [InlineData("D7 4 R 26 D7 4 R", nameof(BootCause.TftpBlocked))]
    // FAIL-sb-proxydhcp-siaddr0-grub-prompt: GRUB was loaded and asks nobody.
    [InlineData("D7 4 R S:shimx64.efi T:shimx64.efi F:revocations_sku.efi F:revocations_sbat.efi F:shim_certificate_0.efi T:grubx64.efi", nameof(BootCause.GrubPrompt))]
    // FAIL-sb-proxydhcp-foreign-siaddr-grub-hang: the same, seen here as silence, and then the firmware's next entry.
    [InlineData("D7 4 R T:shimx64.efi T:grubx64.efi 100 D7", nameof(BootCause.GrubPrompt))]
    [InlineData("D7 4 R T:shimx64.efi T:grubx64.efi F:grub/x86_64-efi/command.lst T:grub/grub.cfg", nameof(BootCause.LoaderSilent))]
    // Secure Boot refuses an unsigned loader: silence, or the firmware's next entry at once.
    [InlineData("D7 4 R S:snponly.efi T:snponly.efi", nameof(BootCause.LoaderRefused))]
    [InlineData("D7 4 R T:snponly.efi 1 D16", nameof(BootCause.LoaderRefused))]
    [InlineData("D7 4 R T:shimx64.efi 1 D7 4 R", nameof(BootCause.LoaderRefused))]
    [InlineData("D7 4 R T:shimx64.efi", nameof(BootCause.LoaderSilent))]
    // A loader that hangs.
    [InlineData("D0 4 R T:lpxelinux.0", nameof(BootCause.LoaderSilent))]
    [InlineData("D0 4 R T:lpxelinux.0 T:ldlinux.c32", nameof(BootCause.LoaderSilent))]
    [InlineData("D0 4 R T:undionly.kpxe", nameof(BootCause.LoaderSilent))]
    // iPXE sent to itself.
    [InlineData("D7 4 R T:snponly.efi 5 D7 1 R T:snponly.efi 5 D7 1 R T:snponly.efi", nameof(BootCause.Loop))]
    [InlineData("D0 R T:undionly.kpxe 4 D0 R T:undionly.kpxe 4 D0 R T:undionly.kpxe 4 D0 R T:undionly.kpxe", nameof(BootCause.Loop))]
    // HTTP does not get through.
    [InlineData("D7 4 R T:snponly.efi 2 i 1 R", nameof(BootCause.HttpBlocked))]
    [InlineData("D0 4 R T:lpxelinux.0 T:ldlinux.c32 T:pxelinux.cfg/01-52-54-00-aa-bb-01 G", nameof(BootCause.HttpBlocked))]
    // GRUB, which loads by TFTP.
    [InlineData("D7 4 R T:shimx64.efi T:grubx64.efi T:grub/grub.cfg T:grub/machine/52:54:00:aa:bb:01.cfg G", nameof(BootCause.LoaderSilent))]
    [InlineData("D7 4 R T:shimx64.efi T:grubx64.efi T:grub/grub.cfg T:/grub/machine/52:54:00:aa:bb:01.cfg G 1 P:boot/x/vmlinuz 9 X:boot/x/vmlinuz", nameof(BootCause.TransferBroken))]
    // The way of TFTP.
    [InlineData("D7 4 R N:snponly.efi", nameof(BootCause.TftpAnswersLost))]
    [InlineData("D7 4 R S:snponly.efi M:snponly.efi", nameof(BootCause.Mtu))]
    [InlineData("D7 4 R M:snponly.efi 20 M:snponly.efi", nameof(BootCause.Mtu))]
    [InlineData("D7 4 R X:snponly.efi", nameof(BootCause.TransferBroken))]
    [InlineData("D7 4 R X:snponly.efi 3 T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz 1 H:initrd 9 O", nameof(BootCause.BootImage))]
    [InlineData("D7 4 R F:bootx64.efi", nameof(BootCause.FileMissing))]
    [InlineData("D7 4 R T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz A:initrd", nameof(BootCause.TransferBroken))]
    // Its DHCP went past us.
    [InlineData("T:lpxelinux.0 T:ldlinux.c32 H:vmlinuz", nameof(BootCause.RelayWithoutUs))]
    [InlineData("F:pxelinux.0", nameof(BootCause.RelayWithoutUs))]
    [InlineData("D7/10.9.0.1 4 D7/10.9.0.1", nameof(BootCause.RelayAnswersLost))]
    // Spanning tree.
    [InlineData("D7@28", nameof(BootCause.SpanningTree))]
    // The boot image does not come up.
    [InlineData("D7 4 R T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz 1 H:initrd", nameof(BootCause.BootImageSilent))]
    public void Read_TenMinutesLater_NamesTheCause(string steps, string cause)
    {
        IReadOnlyList<BootStep> boot = Steps.Of(steps);
        BootVerdict verdict = BootDiagnosis.Read(boot, new BootSurroundings(boot[^1].Time + Later));
        Assert.Equal(cause, verdict.Cause.ToString());
        Assert.EndsWith(verdict.Text.Contains("monitas-server", StringComparison.Ordinal) ? "" : ".", verdict.Text, StringComparison.Ordinal);
        Assert.Equal(verdict.Outcome == BootOutcome.Trouble, verdict.Mend.Length > 0);
    }

    [Fact]
    public void Read_UnknownMachineWithAKnownUuid_NamesTheCommandForANewCard()
    {
        BootVerdict verdict = BootDiagnosis.Read(Steps.Of("D7 L"), new BootSurroundings(Steps.Start + Later) { Resembles = "desk" });
        Assert.Equal(BootCause.OwnDisk, verdict.Cause);
        Assert.EndsWith($"monitas-server machine add-card desk {Steps.Mac}", verdict.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("D7")]
    [InlineData("D7 4 R")]
    [InlineData("D7 4 R T:snponly.efi")]
    [InlineData("D7 4 R T:snponly.efi 2 i 1 H:ipxe G H:vmlinuz 1 H:initrd")]
    public void Read_AMomentLater_IsStillRunning(string steps)
    {
        IReadOnlyList<BootStep> boot = Steps.Of(steps);
        Assert.Equal(BootOutcome.Running, BootDiagnosis.Read(boot, new BootSurroundings(boot[^1].Time + TimeSpan.FromSeconds(5))).Outcome);
    }

    [Fact]
    public void Read_WhileASlowTransferGoesOn_IsStillRunning()
    {
        IReadOnlyList<BootStep> boot = Steps.Of("D7 4 R T:shimx64.efi T:grubx64.efi T:grub/grub.cfg T:grub/machine/52:54:00:aa:bb:01.cfg G P:boot/x/vmlinuz");
        Assert.Equal(BootOutcome.Running, BootDiagnosis.Read(boot, new BootSurroundings(boot[^1].Time + Later)).Outcome);
        Assert.Equal(BootCause.LoaderSilent, BootDiagnosis.Read(boot, new BootSurroundings(boot[^1].Time + Later) { NextBoot = boot[^1].Time + Later }).Cause);
    }

    [Fact]
    public void Read_OwnDiskLoaderAndTheNextEntryAtOnce_WasRefusedBySecureBoot()
    {
        IReadOnlyList<BootStep> boot = Steps.Of("D7 4 R T:localdisk.efi L");
        BootSurroundings around = new(boot[^1].Time + Later) { NextBoot = boot[^1].Time + TimeSpan.FromSeconds(1) };
        Assert.Equal(BootCause.LoaderRefused, BootDiagnosis.Read(boot, around).Cause);
    }

    [Fact]
    public void Read_NothingFetched_KnowsOfRivals()
    {
        IReadOnlyList<BootStep> boot = Steps.Of("D7 4 R");
        BootSurroundings around = new(boot[^1].Time + Later);
        Assert.Equal(BootCause.RivalServer, BootDiagnosis.Read(boot, around with { Rivals = ["10.0.0.9"] }).Cause);
        Assert.Equal(BootCause.TftpBlocked, BootDiagnosis.Read(boot, around).Cause);
        Assert.Contains("mode = full", BootDiagnosis.Read(Steps.Of("D7"), around).Mend, StringComparison.Ordinal);
        Assert.DoesNotContain("mode = full", BootDiagnosis.Read(Steps.Of("D7"), around with { IsFullDhcp = true }).Mend, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AnySteps_HasAVerdict()
    {
        string[] words = ["D7", "d6", "i", "R", "B", "T:snponly.efi", "T:grubx64.efi", "H:vmlinuz", "H:initrd", "S:x.efi", "F:x", "N:x", "M:x", "X:x", "A:x", "G", "L", "W", "O", "4", "60"];
        Random random = new(20260501);
        for (int round = 0; round < 5000; round++)
        {
            string text = "R";
            for (int i = random.Next(12); i > 0; i--)
            {
                text += " " + words[random.Next(words.Length)];
            }

            IReadOnlyList<BootStep> boot = Steps.Of(text);
            BootVerdict verdict = BootDiagnosis.Read(boot, new BootSurroundings(boot[^1].Time + Later));
            Assert.NotEmpty(verdict.Text);
            Assert.Equal(verdict.Outcome == BootOutcome.Trouble, verdict.Mend.Length > 0);
        }
    }
}
