using System.Collections.Generic;

namespace Monitas.Imaging.Manifests;

/// <summary>
/// Goes through two manifests side by side, in byte order of paths. Blocks that are the same bytes in both are not even unpacked, so two archives
/// between which little has changed are compared in little time.
/// </summary>
public static class ManifestPair
{
    /// <summary>
    /// Every path that either manifest holds, with both entries; null where one has none. Paths in equal blocks, whose entries are equal, are left out.
    /// </summary>
    public static IEnumerable<(ManifestEntry? Left, ManifestEntry? Right)> Merge(ManifestReader left, ManifestReader right)
    {
        ManifestCursor a = new(left);
        ManifestCursor b = new(right);
        while (true)
        {
            if (a.IsAtSameBlock(b))
            {
                a.SkipBlock();
                b.SkipBlock();
                continue;
            }
            ManifestEntry? first = a.Current;
            ManifestEntry? second = b.Current;
            if (first is null && second is null)
            {
                yield break;
            }
            int order = first is null ? 1 : second is null ? -1 : BytePath.Compare(first.Path, second.Path);
            yield return (order <= 0 ? first : null, order >= 0 ? second : null);
            if (order <= 0)
            {
                a.Advance();
            }
            if (order >= 0)
            {
                b.Advance();
            }
        }
    }
}
