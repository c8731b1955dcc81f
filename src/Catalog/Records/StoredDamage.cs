namespace Monitas.Catalog.Records;

/// <summary>One thing that is wrong in a volume.</summary>
/// <param name="File">The file in the volume, such as a pack; empty for the volume as a whole.</param>
/// <param name="OffsetBytes">Where, in bytes from the start of the volume.</param>
/// <param name="What">What is wrong, in words.</param>
/// <param name="Chunk">The chunk that is lost, as 64 hexadecimal digits; empty when it is none.</param>
public sealed record StoredDamage(string File, long OffsetBytes, string What, string Chunk);
