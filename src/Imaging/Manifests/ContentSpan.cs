using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Manifests;

/// <summary>A run of a file's bytes that lies in one chunk.</summary>
/// <param name="FileOffset">Where the run begins in the file, in bytes.</param>
/// <param name="Chunk">The chunk.</param>
/// <param name="ChunkOffset">Where the run begins in the chunk's plain bytes.</param>
/// <param name="Length">The run's length in bytes; above 0.</param>
public readonly record struct ContentSpan(long FileOffset, ChunkId Chunk, int ChunkOffset, int Length);
