using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Tests.Jobs;
using Monitas.Contracts.Machines;
using Monitas.Contracts.Wiping;

namespace Monitas.BootServer.Tests.Wipes;

/// <summary>Disks as the boot image shows them.</summary>
internal static class WipeSamples
{
    public static WipeOffer Sanitize { get; } = new(WipeTechnique.NvmeSanitizeBlock, WipeLevel.Purge);

    public static WipeOffer Format { get; } = new(WipeTechnique.NvmeFormatErase, WipeLevel.Clear);

    public static WipeOffer Random { get; } = new(WipeTechnique.OverwriteRandom, WipeLevel.Clear);

    public static WipeOffer Zero { get; } = new(WipeTechnique.OverwriteZero, WipeLevel.Clear);

    public static WipeOffer ThreePasses { get; } = new(WipeTechnique.OverwriteThreePasses, WipeLevel.Clear);

    public static DiskFacts Nvme(string serial = "NVME1") => Disk(serial, Sanitize, Format) with { Path = "/dev/nvme0n1", Transport = "nvme", Model = "WDC PC SN720" };

    public static DiskFacts Sata(string serial = "SATA1") => Disk(serial) with { Rotational = true, Transport = "sata", Content = "GPT, 1 partition: ext4" };

    public static DiskFacts Disk(string serial, params IReadOnlyList<WipeOffer> own) =>
        JobSamples.Disk(serial) with { Erasure = new DiskErasure { Offers = [.. own, Random, Zero, ThreePasses] } };

    public static MachineFacts BootImage(string bootId, params IReadOnlyList<DiskFacts> disks) => JobSamples.BootImage(bootId) with { Disks = [.. disks], Model = "Lab PC" };

    /// <summary>What an agent says of a plan whose disks it has all erased in the first way.</summary>
    public static IReadOnlyList<WipeOutcome> Done(WipePlan plan) =>
    [
        .. plan.Disks.Select(d => new WipeOutcome
        {
            Target = d.Target,
            Erased = true,
            Message = "erased",
            Way = d.Ways[0],
            Notes = d.Notes,
            Samples = 2000,
            SampleBytes = 4096,
            Begun = JobSamples.Start,
            Ended = JobSamples.Start.AddMinutes(3),
        }),
    ];
}
