using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>A volume that is complete, verified and durable.</summary>
public sealed record SealedVolume
{
    /// <summary>What it holds.</summary>
    public required VolumeDescription Description { get; init; }

    /// <summary>Its whole length in bytes.</summary>
    public required long LengthBytes { get; init; }

    /// <summary>Where its chunks lie in the store, in order of their ids; for <see cref="ChunkIndex.Add(SealedVolume)"/>.</summary>
    public required IReadOnlyList<KeyValuePair<ChunkId, ChunkLocation>> Chunks { get; init; }
}
