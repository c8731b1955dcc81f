namespace Monitas.Imaging.Manifests;

/// <summary>What a finished manifest holds.</summary>
/// <param name="EntryCount">How many entries.</param>
/// <param name="TotalBytes">The lengths of all regular files, each inode counted once, in bytes.</param>
/// <param name="LengthBytes">The manifest's own length in bytes.</param>
public sealed record ManifestSummary(long EntryCount, long TotalBytes, long LengthBytes);
