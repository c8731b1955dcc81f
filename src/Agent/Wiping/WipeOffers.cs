using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Agent.Wiping;

/// <summary>
/// What a disk's own words mean for erasing it: the ways that it offers, the most thorough first, with what each is by NIST SP 800-88r1 appendix A. Where
/// that leaves room, the lower word is taken. Pure.
/// </summary>
internal static class WipeOffers
{
    /// <summary>The ways of a disk.</summary>
    public static DiskErasure Make(ErasureFacts facts)
    {
        List<WipeOffer> offers = [];
        List<string> notes = [];
        AddNvme(facts, offers, notes);
        AddAta(facts, offers, notes);
        AddScsi(facts, offers);
        if (facts.Disk.Transport == "mmc" || facts.Disk.Path.StartsWith("/dev/mmcblk", System.StringComparison.Ordinal))
        {
            offers.Add(new WipeOffer(WipeTechnique.SecureDiscard, WipeLevel.Clear));
        }

        // Zeros wear out nothing more and are easily told; some flash disks only note down that a block is zero, so there random bytes come first.
        WipeTechnique[] overwrites = facts.Disk.Rotational
            ? [WipeTechnique.OverwriteZero, WipeTechnique.OverwriteRandom, WipeTechnique.OverwriteThreePasses]
            : [WipeTechnique.OverwriteRandom, WipeTechnique.OverwriteZero, WipeTechnique.OverwriteThreePasses];
        IEnumerable<WipeOffer> all = offers.OrderByDescending(o => o.Level).Concat(overwrites.Select(o => new WipeOffer(o, WipeLevel.Clear)));
        return new DiskErasure { Offers = [.. all], Notes = [.. notes, .. facts.Notes] };
    }

    private static void AddNvme(ErasureFacts facts, List<WipeOffer> offers, List<string> notes)
    {
        if (facts.Nvme is not { } nvme)
        {
            return;
        }

        if (facts.NvmeNamespaces != 1)
        {
            // Sanitize takes the whole drive, and Format may: another namespace may be a disk that the plan does not name.
            notes.Add(facts.NvmeNamespaces == 0
                ? "The drive does not say how many namespaces it has, so none of its own commands is used: they could erase others."
                : $"The drive has {facts.NvmeNamespaces} namespaces, so none of its own commands is used: they could erase the others.");
            return;
        }

        Add(offers, nvme.HasSanitizeBlock, WipeTechnique.NvmeSanitizeBlock, WipeLevel.Purge);
        Add(offers, nvme.HasSanitizeCrypto, WipeTechnique.NvmeSanitizeCrypto, WipeLevel.Purge);
        Add(offers, nvme.HasFormatCrypto, WipeTechnique.NvmeFormatCrypto, WipeLevel.Purge);
        Add(offers, nvme.HasFormat, WipeTechnique.NvmeFormatErase, WipeLevel.Clear);
    }

    private static void AddAta(ErasureFacts facts, List<WipeOffer> offers, List<string> notes)
    {
        if (facts.Ata is not { } ata)
        {
            return;
        }

        bool spins = facts.Disk.Rotational;
        Add(offers, ata.HasSanitizeBlock, WipeTechnique.AtaSanitizeBlock, WipeLevel.Purge);
        Add(offers, ata.HasSanitizeCrypto, WipeTechnique.AtaSanitizeCrypto, WipeLevel.Purge);
        Add(offers, ata.HasSanitizeOverwrite && spins, WipeTechnique.AtaSanitizeOverwrite, WipeLevel.Purge);
        bool security = ata.HasSecurity && !ata.IsFrozen;
        Add(offers, security && ata.HasEnhancedErase, WipeTechnique.AtaSecureEraseEnhanced, spins ? WipeLevel.Purge : WipeLevel.Clear);
        Add(offers, security, WipeTechnique.AtaSecureErase, WipeLevel.Clear);
        if (ata.HasSecurity && ata.IsFrozen)
        {
            notes.Add("The firmware has frozen the disk's security commands at its start, so ATA Security Erase cannot be used. Taking the disk's power away for a moment while the PC runs, or a sleep of the PC, ends that.");
        }

        if (ata.HasPassword)
        {
            notes.Add(ata.IsLocked
                ? "The disk is locked with a password; if it is not one that an interrupted wipe has left, it can be neither read nor written."
                : "A password is set on the disk.");
        }

        AddHidden(facts, notes);
    }

    private static void AddHidden(ErasureFacts facts, List<string> notes)
    {
        if (facts.HpaShown is { } shown && facts.HpaNative is { } native && native > shown)
        {
            notes.Add($"The disk hides {native - shown} sectors ({SizeText.Of((native - shown) * facts.Disk.LogicalSectorBytes)}) in a host protected area (HPA): overwriting does not reach them.");
        }

        long known = facts.HpaNative ?? facts.Disk.SizeBytes / facts.Disk.LogicalSectorBytes;
        if (facts.DcoReal is { } real && real > known)
        {
            notes.Add($"The disk hides {real - known} sectors ({SizeText.Of((real - known) * facts.Disk.LogicalSectorBytes)}) by a device configuration overlay (DCO): overwriting does not reach them.");
        }
    }

    private static void AddScsi(ErasureFacts facts, List<WipeOffer> offers)
    {
        Add(offers, facts.ScsiSanitize.Contains(WipeTechnique.ScsiSanitizeBlock), WipeTechnique.ScsiSanitizeBlock, WipeLevel.Purge);
        Add(offers, facts.ScsiSanitize.Contains(WipeTechnique.ScsiSanitizeCrypto), WipeTechnique.ScsiSanitizeCrypto, WipeLevel.Purge);
        Add(offers, facts.ScsiSanitize.Contains(WipeTechnique.ScsiSanitizeOverwrite) && facts.Disk.Rotational, WipeTechnique.ScsiSanitizeOverwrite, WipeLevel.Purge);
    }

    private static void Add(List<WipeOffer> offers, bool has, WipeTechnique technique, WipeLevel level)
    {
        if (has)
        {
            offers.Add(new WipeOffer(technique, level));
        }
    }
}
