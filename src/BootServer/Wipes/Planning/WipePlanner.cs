using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Wipes.Planning;

/// <summary>
/// Chooses disks and ways for a wipe: all disks that are built in, or those that are named. A removable or read-only disk, or one that is a boot medium, is
/// never chosen; a USB disk only when it is named. Pure.
/// </summary>
internal static class WipePlanner
{
    /// <summary>The plan; what stands against it is in its refusals.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="name">Its name.</param>
    /// <param name="disks">Its disks as the boot image shows them.</param>
    /// <param name="named">The disks that the sysadmin names; empty for all that are built in.</param>
    /// <param name="method">What is asked for.</param>
    /// <param name="isProvisional">Only to look at: the boot image may not have looked at the disks yet.</param>
    public static WipePlan MakePlan(
        MachineId machine, string name, IReadOnlyList<DiskFacts> disks, IReadOnlyList<DiskChoice> named, WipeMethod method, bool isProvisional)
    {
        List<string> warnings = [];
        List<string> refusals = [];
        List<WipeDisk> chosen = [];
        foreach (DiskFacts disk in named.Count == 0 ? BuiltIn(disks, warnings) : Named(disks, named, refusals))
        {
            CheckIdentity(disk, disks, warnings, refusals);
            WipeOffer[] ways = Ways(disk, method);
            if (ways.Length == 0 && (disk.Erasure is not null || !isProvisional))
            {
                refusals.Add(disk.Erasure is null
                    ? $"The boot image does not say how {DiskText.Of(disk)} can be erased: it is too old, build it anew."
                    : $"{DiskText.Of(disk)} offers nothing that is a Purge: use --method auto or clear, or destroy it.");
            }

            WarnOfFlash(disk, ways, warnings);
            chosen.Add(new WipeDisk { Target = Target(disk, chosen.Count), Ways = ways, Notes = disk.Erasure?.Notes ?? [] });
        }

        if (chosen.Count == 0 && refusals.Count == 0)
        {
            refusals.Add(disks.Count == 0 ? "The machine shows no disk at all: check its cables and controller settings." : $"The machine has no disk that may be erased. {Listing(disks)}");
        }

        return new WipePlan { Machine = machine, MachineName = name, Method = method, Disks = chosen, Warnings = warnings, Refusals = refusals };
    }

    /// <summary>How a disk is erased by a method, in the order in which the ways are tried; empty when it has nothing for it.</summary>
    private static WipeOffer[] Ways(DiskFacts disk, WipeMethod method)
    {
        IReadOnlyList<WipeOffer> offers = disk.Erasure?.Offers ?? [];
        WipeOffer[] own = [.. offers.Where(o => !o.Technique.IsOverwrite())];
        WipeOffer[] overwrite = [.. offers.Where(o => o.Technique.IsOverwrite()).Take(1)];
        return method switch
        {
            WipeMethod.Auto => [.. own, .. overwrite],
            WipeMethod.Purge => [.. own.Where(o => o.Level == WipeLevel.Purge)],
            WipeMethod.Clear => [.. own.Where(o => o.Level == WipeLevel.Clear), .. overwrite],
            WipeMethod.Zero => Only(offers, WipeTechnique.OverwriteZero),
            WipeMethod.Random => Only(offers, WipeTechnique.OverwriteRandom),
            _ => Only(offers, WipeTechnique.OverwriteThreePasses),
        };
    }

    private static WipeOffer[] Only(IReadOnlyList<WipeOffer> offers, WipeTechnique technique) => [.. offers.Where(o => o.Technique == technique)];

    private static List<DiskFacts> BuiltIn(IReadOnlyList<DiskFacts> disks, List<string> warnings)
    {
        List<DiskFacts> chosen = [];
        foreach (DiskFacts disk in disks)
        {
            string reason = WhyNever(disk) is { Length: > 0 } never ? never : disk.Transport == "usb" ? "a USB disk; name it with --disk to erase it too" : "";
            if (reason.Length == 0)
            {
                chosen.Add(disk);
            }
            else
            {
                warnings.Add($"{DiskText.Of(disk)} is left alone: it is {reason}.");
            }
        }

        return chosen;
    }

    private static List<DiskFacts> Named(IReadOnlyList<DiskFacts> disks, IReadOnlyList<DiskChoice> named, List<string> refusals)
    {
        List<DiskFacts> chosen = [];
        foreach (DiskChoice choice in named)
        {
            List<DiskFacts> found = [.. disks.Where(choice.Matches)];
            string refusal = found.Count switch
            {
                _ when choice.Kind == DiskChoiceKind.None => "--disk none names no disk to erase: leave it out.",
                0 => $"The machine has no disk with {choice}. {Listing(disks)}",
                > 1 => $"{choice} names {found.Count} disks: give the serial number or WWN of one. {Listing(disks)}",
                _ when WhyNever(found[0]) is { Length: > 0 } reason => $"{DiskText.Of(found[0])} cannot be erased: it is {reason}.",
                _ when chosen.Contains(found[0]) => $"{DiskText.Of(found[0])} is named twice.",
                _ => "",
            };
            if (refusal.Length > 0)
            {
                refusals.Add(refusal);
            }
            else
            {
                chosen.Add(found[0]);
            }
        }

        return chosen;
    }

    /// <summary>The agent finds the disk again by serial, WWN and size: these must name one disk only.</summary>
    private static void CheckIdentity(DiskFacts disk, IReadOnlyList<DiskFacts> disks, List<string> warnings, List<string> refusals)
    {
        int twins = disks.Count(d => d.Serial == disk.Serial && d.Wwn == disk.Wwn && d.SizeBytes == disk.SizeBytes);
        if (twins > 1)
        {
            refusals.Add($"{twins} disks of the machine are alike in serial number, WWN and size ({DiskText.Of(disk)}): take out all but one, and wipe one after the other.");
        }

        if (disk.Serial.Length == 0 && disk.Wwn.Length == 0)
        {
            warnings.Add($"A disk tells neither serial number nor WWN: only its size ({disk.SizeBytes} bytes) names it.");
        }
    }

    private static void WarnOfFlash(DiskFacts disk, WipeOffer[] ways, List<string> warnings)
    {
        if (!disk.Rotational && ways.Length > 0 && ways[0].Technique.IsOverwrite())
        {
            warnings.Add($"{DiskText.Of(disk)} does not spin: if it is flash, overwriting does not reach what it holds in reserve.");
        }
    }

    private static PlanTarget Target(DiskFacts disk, int index) => new()
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"disk{index}"),
        Serial = disk.Serial,
        Wwn = disk.Wwn,
        SizeBytes = disk.SizeBytes,
        LogicalSectorBytes = disk.LogicalSectorBytes,
        Model = disk.Model,
        Content = disk.Content,
    };

    private static string Listing(IReadOnlyList<DiskFacts> disks) =>
        "Its disks: " + string.Join("; ", disks.Select(d => DiskText.Of(d) + (WhyNever(d) is { Length: > 0 } reason ? $" ({reason})" : d.Transport == "usb" ? " (USB)" : ""))) + ".";

    /// <summary>A disc image on a disk (ISO 9660) is what a PC is started or installed from.</summary>
    private static string WhyNever(DiskFacts disk) =>
        disk.Removable ? "removable" : disk.ReadOnly ? "read-only" : disk.Content.Contains("iso9660", StringComparison.Ordinal) ? "a boot medium (ISO 9660)" : "";
}
