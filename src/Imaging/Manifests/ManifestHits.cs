using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Monitas.Contracts.Ids;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Finds what cannot be restored of an archive: files whose content lies in lost chunks, further hard links to them, and entries that stand
/// in damaged blocks of the manifest.
/// </summary>
public static class ManifestHits
{
    /// <summary>Goes through the manifest once. Memory grows with the number of hits.</summary>
    /// <param name="manifest">The archive's manifest.</param>
    /// <param name="lost">The chunks that are nowhere sound.</param>
    /// <returns>What is hit, in order of paths.</returns>
    public static IEnumerable<ManifestHit> Find(ManifestReader manifest, IReadOnlySet<ChunkId> lost)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(lost);
        // Paths as strings with a character for each byte, since those are compared by content.
        HashSet<string> hitPaths = new(StringComparer.Ordinal);
        List<ManifestHit> ranges = [];
        for (int block = 0; block < manifest.BlockCount; block++)
        {
            if (!TryRead(manifest, block, lost, needsLinks: hitPaths.Count + ranges.Count > 0, out List<ManifestEntry> entries))
            {
                ranges.Add(manifest.RangeOf(block));
                yield return ranges[^1];
            }
            foreach (ManifestEntry entry in entries.Where(entry => IsHit(entry, lost, hitPaths, ranges)))
            {
                hitPaths.Add(Encoding.Latin1.GetString(entry.Path));
                yield return new ManifestHit(entry.Path, 1, IsRange: false, Next: null);
            }
        }
    }

    /// <summary>Reads a block's entries, or none when none of them can be hit; false when it is damaged.</summary>
    private static bool TryRead(ManifestReader manifest, int block, IReadOnlySet<ChunkId> lost, bool needsLinks, out List<ManifestEntry> entries)
    {
        entries = [];
        try
        {
            if (manifest.ReadChunks(block).Any(lost.Contains) || needsLinks)
            {
                entries = manifest.ReadBlock(block);
            }
            return true;
        }
        catch (VolumeFormatException)
        {
            return false;
        }
    }

    private static bool IsHit(ManifestEntry entry, IReadOnlySet<ChunkId> lost, HashSet<string> hitPaths, List<ManifestHit> ranges) =>
        entry.Spans.Any(span => lost.Contains(span.Chunk))
        || (entry.HardLinkTo.Length > 0
            && (hitPaths.Contains(Encoding.Latin1.GetString(entry.HardLinkTo)) || ranges.Exists(range => range.Covers(entry.HardLinkTo))));
}
