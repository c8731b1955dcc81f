namespace Monitas.Imaging.Iso;

/// <summary>A file in an ISO 9660 volume.</summary>
/// <param name="Path">Its path: names with "/" between them, none in front.</param>
/// <param name="OffsetBytes">Where its bytes begin in the volume. They lie in one piece.</param>
/// <param name="LengthBytes">How many there are.</param>
public sealed record IsoFile(string Path, long OffsetBytes, long LengthBytes);
