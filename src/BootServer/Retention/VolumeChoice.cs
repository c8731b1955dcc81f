using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Monitas.BootServer.Retention;

/// <summary>What becomes of a volume.</summary>
/// <param name="Use">The volume.</param>
/// <param name="Goes">It is deleted, after what counts in it was moved.</param>
/// <param name="Why">Why, in words.</param>
internal sealed record VolumeFate(VolumeUse Use, bool Goes, string Why);

/// <summary>Decides which volumes go. Pure.</summary>
internal static class VolumeChoice
{
    /// <summary>Decides for all volumes.</summary>
    /// <param name="uses">All volumes of the store.</param>
    /// <param name="settings">From when on a volume goes.</param>
    /// <param name="now">The time.</param>
    public static IReadOnlyList<VolumeFate> Decide(IReadOnlyList<VolumeUse> uses, RetentionSettings settings, DateTimeOffset now)
    {
        List<VolumeFate> fates = [.. uses.Where(use => !use.IsTombstone).Select(use => Decide(use, settings, now))];
        HashSet<Contracts.Ids.ArchiveId> manifests = [.. fates.Where(fate => !fate.Goes).SelectMany(fate => fate.Use.Manifests)];
        bool allKnown = uses.All(use => use.IsRead);
        List<VolumeUse> tombstones = [.. uses.Where(use => use.IsTombstone)];
        bool isWritten = fates.Any(fate => fate.Goes && !fate.Use.IsDead);
        foreach (VolumeUse use in tombstones)
        {
            bool needed = !allKnown || use.Removed.Any(manifests.Contains);
            bool goes = use.Frozen.Length == 0 && (!needed || isWritten || tombstones.Count > 1);
            string why = use.Frozen.Length > 0 ? use.Frozen
                : !needed ? "the archives that it says are removed have left no trace"
                : goes ? "what it says about removed archives is written into another volume"
                : "it says which archives are removed";
            fates.Add(new VolumeFate(use, goes, why));
        }
        return fates;
    }

    private static VolumeFate Decide(VolumeUse use, RetentionSettings settings, DateTimeOffset now)
    {
        if (use.Frozen.Length > 0)
        {
            return new VolumeFate(use, Goes: false, use.Frozen);
        }
        if (use.IsUpload && now - use.Volume.Sealed < settings.UnreferencedGrace)
        {
            return new VolumeFate(use, Goes: false, $"an interrupted backup has sent it; it waits for the next one until {use.Volume.Sealed + settings.UnreferencedGrace:yyyy-MM-dd HH:mm} UTC");
        }
        if (use.IsDead)
        {
            return new VolumeFate(use, Goes: true, "no archive refers to it");
        }
        string share = (use.DeadShare * 100).ToString("0", CultureInfo.InvariantCulture);
        return use.DeadShare >= settings.CompactDeadShare
            ? new VolumeFate(use, Goes: true, $"{share} % of it is dead")
            : new VolumeFate(use, Goes: false, $"only {share} % of it is dead");
    }
}
