using System;
using System.Collections.Generic;
using System.Linq;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Verify;

/// <summary>Where a verification goes on after a restart of the server: which volume it was reading, and how far it was in it.</summary>
internal sealed record VerifyStand
{
    /// <summary>The volume.</summary>
    public required VolumeId Volume { get; init; }

    /// <summary>How many of its packs are read.</summary>
    public required int Packs { get; init; }

    /// <summary>Where in the volume that is.</summary>
    public long OffsetBytes { get; init; }

    /// <summary>How many chunks are read.</summary>
    public long Chunks { get; init; }

    /// <summary>How many bytes of files are read.</summary>
    public long Bytes { get; init; }

    /// <summary>What was found so far.</summary>
    public IReadOnlyList<StoredDamage> Damage { get; init; } = [];

    /// <summary>The stand at a point of a volume.</summary>
    public static VerifyStand Of(VolumeId volume, VerifyPoint point) => new()
    {
        Volume = volume,
        Packs = point.Packs,
        OffsetBytes = point.OffsetBytes,
        Chunks = point.Chunks,
        Bytes = point.Bytes,
        Damage = [.. point.Damage.Select(one => new StoredDamage(one.File, one.OffsetBytes, one.What, one.Chunk?.ToString() ?? ""))],
    };

    /// <summary>The point in the volume.</summary>
    public VerifyPoint Point() => new()
    {
        Packs = Packs,
        OffsetBytes = OffsetBytes,
        Chunks = Chunks,
        Bytes = Bytes,
        Damage = [.. Damage.Select(one => new VolumeDamage(one.File, one.OffsetBytes, one.What, one.Chunk.Length > 0 ? new ChunkId(Convert.FromHexString(one.Chunk)) : null))],
    };
}
