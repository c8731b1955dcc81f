using System;

namespace Monitas.Imaging.Manifests;

/// <summary>What damage takes from an archive: an entry, or all entries from one path on.</summary>
/// <param name="Path">The entry's path, or the first of them.</param>
/// <param name="Count">How many entries.</param>
/// <param name="IsRange">They stand in a damaged part of the manifest, so that only the first one's path is known.</param>
/// <param name="Next">The path of the first entry after a range; null when it goes to the end of the archive.</param>
public sealed record ManifestHit(byte[] Path, long Count, bool IsRange, byte[]? Next)
{
    /// <summary>Does this hit the entry with that path?</summary>
    public bool Covers(ReadOnlySpan<byte> path) => IsRange
        ? BytePath.Compare(path, Path) >= 0 && (Next is null || BytePath.Compare(path, Next) < 0)
        : BytePath.Compare(path, Path) == 0;

    /// <summary>As text for people: the path, or which entries they are.</summary>
    public string ToDisplay()
    {
        string path = BytePath.ToDisplay(Path);
        string end = Next is null ? "to the end of the archive" : $"to before {BytePath.ToDisplay(Next)}";
        return IsRange ? $"{(Count == 1 ? "the entry" : $"all {Count} entries")} from {path} {end}" : path;
    }
}
