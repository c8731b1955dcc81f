using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>Where a chunk's frame lies in a store.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="Pack">The number of the pack in it, from 1.</param>
/// <param name="OffsetBytes">Where the frame begins in the volume (not in the pack).</param>
/// <param name="FrameLength">The length of the whole frame, header included.</param>
/// <param name="RawLength">The length of the chunk's plain bytes.</param>
public readonly record struct ChunkLocation(VolumeId Volume, int Pack, long OffsetBytes, int FrameLength, int RawLength);
