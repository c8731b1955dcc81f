using Monitas.Contracts.Layouts;

namespace Monitas.BootServer.Rebuilds.Planning;

/// <summary>A partition while it is being placed: all in bytes, so that sector sizes do not matter.</summary>
/// <param name="Source">The partition as recorded.</param>
/// <param name="StartBytes">The first byte.</param>
/// <param name="SizeBytes">The length.</param>
/// <param name="MinimumBytes">The least length, which what lies on it needs; the same as the recorded length when it may not change.</param>
/// <param name="Grows">Is this the partition that takes the disk's spare space?</param>
/// <param name="Logical">Does it lie in an extended partition (MBR), with its own record in front?</param>
internal sealed record PlacedPartition(LayoutPartition Source, long StartBytes, long SizeBytes, long MinimumBytes, bool Grows, bool Logical)
{
    /// <summary>The first byte behind it.</summary>
    public long EndBytes => StartBytes + SizeBytes;
}
