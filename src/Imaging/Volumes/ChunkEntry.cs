using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>Where a chunk's frame lies in its volume's packs: a line of the volume's index.</summary>
/// <param name="Id">The chunk.</param>
/// <param name="Pack">The number of the pack, from 1.</param>
/// <param name="OffsetBytes">Where the frame begins in the pack.</param>
/// <param name="FrameLength">The length of the whole frame, header included.</param>
/// <param name="RawLength">The length of the chunk's plain bytes.</param>
public readonly record struct ChunkEntry(ChunkId Id, int Pack, long OffsetBytes, int FrameLength, int RawLength);
