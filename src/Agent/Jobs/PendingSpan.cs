namespace Monitas.Agent.Jobs;

/// <summary>A content span whose chunk has no id yet.</summary>
/// <param name="FileOffset">Where the run begins in the file.</param>
/// <param name="Cell">The chunk.</param>
/// <param name="ChunkOffset">Where the run begins in the chunk.</param>
/// <param name="Length">The run's length in bytes.</param>
internal readonly record struct PendingSpan(long FileOffset, ChunkCell Cell, int ChunkOffset, int Length);
