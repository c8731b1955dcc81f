using System;

namespace Monitas.BootServer.RamDisks;

/// <summary>A piece of a RAM disk's bytes.</summary>
/// <param name="OffsetBytes">Where it begins in the disk.</param>
/// <param name="LengthBytes">Its length.</param>
/// <param name="Memory">Its bytes; empty when they come from <paramref name="Path"/>.</param>
/// <param name="Path">The file that it is, from its first byte on; null: it is in memory.</param>
internal sealed record RamDiskPiece(long OffsetBytes, long LengthBytes, ReadOnlyMemory<byte> Memory, string? Path)
{
    /// <summary>A piece in memory.</summary>
    public static RamDiskPiece Of(long offsetBytes, ReadOnlyMemory<byte> memory) => new(offsetBytes, memory.Length, memory, null);
}
