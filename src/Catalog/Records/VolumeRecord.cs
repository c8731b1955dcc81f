using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>One sealed volume in the store.</summary>
public sealed record VolumeRecord
{
    /// <summary>The id.</summary>
    public required VolumeId Id { get; init; }

    /// <summary>Its name in the store.</summary>
    public required string Name { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long SizeBytes { get; init; }

    /// <summary>When it was sealed.</summary>
    public required DateTimeOffset Sealed { get; init; }

    /// <summary>The machine whose backup made it.</summary>
    public required MachineId Machine { get; init; }

    /// <summary>Was it sealed of an upload that ended without an archive? Later archives of the machine may refer to it.</summary>
    public bool Interrupted { get; init; }

    /// <summary>
    /// Was it found in the store, not sealed by this catalog's server? Then nobody knows whether it was read back: before that was done once
    /// (<see cref="Verified"/>), nothing may be deleted because this volume holds it too.
    /// </summary>
    public bool TakenIn { get; init; }

    /// <summary>Since when all that counts of it lies elsewhere, so that it is only to be deleted; null while it counts.</summary>
    public DateTimeOffset? Dropped { get; init; }

    /// <summary>When it was last read again from begin to end; null when never since it was sealed.</summary>
    public DateTimeOffset? Verified { get; init; }

    /// <summary>What that reading found; at most <see cref="MaxDamage"/>.</summary>
    public IReadOnlyList<StoredDamage> Damage { get; init; } = [];

    /// <summary>How much damage was found in all.</summary>
    public int DamageCount { get; init; }

    /// <summary>The most damage that is kept of one volume.</summary>
    public const int MaxDamage = 10_000;

    /// <summary>Figures by name, such as "chunks", "packs".</summary>
    public IReadOnlyDictionary<string, long> Figures { get; init; } = new Dictionary<string, long>();

    /// <summary>The chunks that were found damaged, as far as they are kept.</summary>
    public IEnumerable<ChunkId> DamagedChunks() => Damage.Where(one => one.Chunk.Length > 0).Select(one => new ChunkId(Convert.FromHexString(one.Chunk)));
}
