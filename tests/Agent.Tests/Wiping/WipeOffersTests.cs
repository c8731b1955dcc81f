using System;
using System.Linq;
using Monitas.Agent.Wiping;
using Monitas.Agent.Wiping.Wire;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;
using Xunit;

namespace Monitas.Agent.Tests.Wiping;

public sealed class WipeOffersTests
{
    [Fact]
    public void Make_NvmeWithAll_OffersItsPurgesFirstAndOverwritingLast()
    {
        DiskErasure erasure = WipeOffers.Make(Nvme(ToolOutputs.WdcNvme, 1));

        Assert.Equal(
            ["NvmeSanitizeBlock Purge", "NvmeSanitizeCrypto Purge", "NvmeFormatCrypto Purge", "NvmeFormatErase Clear", "OverwriteRandom Clear", "OverwriteZero Clear", "OverwriteThreePasses Clear"],
            Words(erasure));
        Assert.Empty(erasure.Notes);
    }

    [Theory]
    [InlineData(2, "has 2 namespaces")]
    [InlineData(0, "does not say how many namespaces")]
    public void Make_NvmeWithOtherNamespaces_OffersNothingThatCouldEraseThem(int namespaces, string note)
    {
        DiskErasure erasure = WipeOffers.Make(Nvme(ToolOutputs.WdcNvme, namespaces));

        Assert.All(erasure.Offers, o => Assert.True(o.Technique.IsOverwrite()));
        Assert.Contains(note, Assert.Single(erasure.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_FlashWithSecureErase_CallsItAClear()
    {
        DiskErasure erasure = WipeOffers.Make(Ata(ToolOutputs.SataSsd, rotational: false));

        Assert.Equal(
            ["AtaSanitizeBlock Purge", "AtaSecureEraseEnhanced Clear", "AtaSecureErase Clear", "OverwriteRandom Clear", "OverwriteZero Clear", "OverwriteThreePasses Clear"],
            Words(erasure));
    }

    [Fact]
    public void Make_FrozenHardDisk_OffersOverwritingAndSaysWhy()
    {
        DiskErasure erasure = WipeOffers.Make(Ata(ToolOutputs.FrozenHardDisk, rotational: true));

        Assert.Equal(["OverwriteZero Clear", "OverwriteRandom Clear", "OverwriteThreePasses Clear"], Words(erasure));
        Assert.Contains("frozen", Assert.Single(erasure.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_SameHardDiskNotFrozen_OffersTheEnhancedEraseAsPurge()
    {
        DiskErasure erasure = WipeOffers.Make(Ata(ToolOutputs.FrozenHardDisk.Replace("\t\tfrozen", "\tnot\tfrozen", StringComparison.Ordinal), rotational: true));

        Assert.Equal(["AtaSecureEraseEnhanced Purge", "AtaSecureErase Clear"], Words(erasure).Take(2));
    }

    [Fact]
    public void Make_HiddenSectors_AreTold()
    {
        ErasureFacts facts = Ata(ToolOutputs.QemuSata, rotational: true) with { HpaShown = 1000, HpaNative = 3048, DcoReal = 4072 };

        DiskErasure erasure = WipeOffers.Make(facts);

        Assert.Equal(2, erasure.Notes.Count);
        Assert.StartsWith("The disk hides 2048 sectors (1.0 MiB) in a host protected area (HPA)", erasure.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("The disk hides 1024 sectors (512.0 KiB) by a device configuration overlay (DCO)", erasure.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Make_EmmcAndScsi_OfferTheirOwnCommands()
    {
        Assert.Equal("SecureDiscard Clear", Words(WipeOffers.Make(new ErasureFacts { Disk = Disk("/dev/mmcblk0", false) }))[0]);
        ErasureFacts scsi = new() { Disk = Disk("/dev/sda", false), ScsiSanitize = [WipeTechnique.ScsiSanitizeBlock, WipeTechnique.ScsiSanitizeOverwrite] };
        Assert.Equal(["ScsiSanitizeBlock Purge", "OverwriteRandom Clear"], Words(WipeOffers.Make(scsi)).Take(2));
    }

    private static string[] Words(DiskErasure erasure) => [.. erasure.Offers.Select(o => $"{o.Technique} {o.Level}")];

    private static ErasureFacts Nvme(string json, int namespaces)
    {
        Assert.True(NvmeController.TryParse(json, out NvmeController drive));
        return new ErasureFacts { Disk = Disk("/dev/nvme0n1", false), Nvme = drive, NvmeNamespaces = namespaces };
    }

    private static ErasureFacts Ata(string text, bool rotational)
    {
        Assert.True(HdparmIdentify.TryParse(text, out HdparmIdentify ata));
        return new ErasureFacts { Disk = Disk("/dev/sda", rotational), Ata = ata };
    }

    private static DiskFacts Disk(string path, bool rotational) => new() { Path = path, SizeBytes = 1 << 30, Rotational = rotational };
}
