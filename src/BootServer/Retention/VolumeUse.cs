using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Retention;

/// <summary>What of a volume still counts.</summary>
internal sealed record VolumeUse
{
    /// <summary>What a volume has besides its content: descriptors, directories, README.TXT, EXTRACT.PY, VOLUME.JSON. About.</summary>
    public const long OverheadBytes = 64 * 1024;

    /// <summary>The volume.</summary>
    public required VolumeRecord Volume { get; init; }

    /// <summary>Why it must be left as it is; empty when it need not.</summary>
    public string Frozen { get; init; } = "";

    /// <summary>Could it be read at all?</summary>
    public bool IsRead { get; init; } = true;

    /// <summary>How many of its chunks some archive refers to, and finds here.</summary>
    public long LiveChunks { get; init; }

    /// <summary>The length of those chunks' frames.</summary>
    public long LiveFrameBytes { get; init; }

    /// <summary>The volumes in which archives find other chunks that are here too.</summary>
    public IReadOnlySet<VolumeId> Elsewhere { get; init; } = new HashSet<VolumeId>();

    /// <summary>The archives in the catalog whose manifest lies here.</summary>
    public IReadOnlyList<ArchiveId> LiveArchives { get; init; } = [];

    /// <summary>The length of their manifests and layouts.</summary>
    public long LiveManifestBytes { get; init; }

    /// <summary>All archives whose manifest lies here, removed ones among them.</summary>
    public IReadOnlyList<ArchiveId> Manifests { get; init; } = [];

    /// <summary>The archives that this volume says are removed.</summary>
    public IReadOnlyList<ArchiveId> Removed { get; init; } = [];

    /// <summary>Has it neither chunks nor manifests, so that it only says what is removed?</summary>
    public bool IsTombstone { get; init; }

    /// <summary>Is it what an upload without an archive has sent?</summary>
    public bool IsUpload { get; init; }

    /// <summary>Does nothing in it count?</summary>
    public bool IsDead => LiveChunks == 0 && LiveArchives.Count == 0;

    /// <summary>How much room what counts would take in a volume of its own. About.</summary>
    public long NeededBytes => IsDead ? 0 : LiveFrameBytes + LiveManifestBytes + (52 * LiveChunks) + OverheadBytes;

    /// <summary>The share of it that counts for nothing, 0 to 1.</summary>
    public double DeadShare => Volume.SizeBytes <= 0 ? 0 : Math.Max(0, Volume.SizeBytes - NeededBytes) / (double)Volume.SizeBytes;

    /// <summary>The same, frozen when what it holds is found in a volume that cannot be relied on: it has the only copy then.</summary>
    /// <param name="sound">The volumes that the catalog counts and that can be read.</param>
    /// <param name="unproven">Those of them that were never read back as far as is known.</param>
    public VolumeUse ReliedOn(IReadOnlySet<VolumeId> sound, IReadOnlySet<VolumeId> unproven) =>
        Frozen.Length > 0 ? this
        : Elsewhere.FirstOrDefault(volume => !sound.Contains(volume)) is var bad && bad != default
            ? this with { Frozen = $"it holds chunks that archives need and find in volume {bad}, which is missing or not in the catalog: restart the server" }
        : Elsewhere.FirstOrDefault(unproven.Contains) is var unread && unread != default
            ? this with { Frozen = $"it holds chunks that archives find in volume {unread}, which has to be read again from begin to end first (prune does that, or monitas-server volume verify {unread})" }
        : this;
}
