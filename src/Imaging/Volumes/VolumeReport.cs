using System.Collections.Generic;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Volumes;

/// <summary>What the verification of a volume found.</summary>
/// <param name="Volume">The volume.</param>
/// <param name="ChunksChecked">How many chunks were unpacked and hashed.</param>
/// <param name="BytesChecked">How many bytes of files were read.</param>
/// <param name="Damage">All that is wrong; empty when the volume is sound.</param>
public sealed record VolumeReport(VolumeId Volume, long ChunksChecked, long BytesChecked, IReadOnlyList<VolumeDamage> Damage)
{
    /// <summary>What could not be checked, in a sentence; empty when all was.</summary>
    public string Unchecked { get; init; } = "";
}

/// <summary>One thing that is wrong in a volume.</summary>
/// <param name="File">
/// The file in the volume, such as a pack, or a name in parentheses (see <see cref="VolumeNames"/>) of a part that is no file; empty when
/// it is the volume as a whole.
/// </param>
/// <param name="OffsetBytes">Where, in bytes from the start of the volume.</param>
/// <param name="What">What is wrong, in words.</param>
/// <param name="Chunk">The chunk that is lost, if it is one.</param>
public sealed record VolumeDamage(string File, long OffsetBytes, string What, ChunkId? Chunk);
