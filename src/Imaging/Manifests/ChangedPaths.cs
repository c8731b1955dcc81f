using System;
using System.Collections.Generic;
using System.Threading;

namespace Monitas.Imaging.Manifests;

/// <summary>Which paths are not the same in two manifests, in a form so small that it can be kept for every two neighbours among a thousand archives.</summary>
public static class ChangedPaths
{
    /// <summary>
    /// The <see cref="PathHash"/> of every path that only one of the manifests holds, or whose entries differ in anything; sorted, each once. A path
    /// whose hash is not among them has the same entry in both, or is in neither.
    /// </summary>
    /// <exception cref="VolumeFormatException">A manifest is damaged.</exception>
    public static uint[] Between(ManifestReader older, ManifestReader newer, CancellationToken cancellationToken)
    {
        RawCursor left = new(older);
        RawCursor right = new(newer);
        SortedSetBuilder hashes = new();
        while (true)
        {
            if (left.IsAtSameBlock(right))
            {
                cancellationToken.ThrowIfCancellationRequested();
                left.SkipBlock();
                right.SkipBlock();
                continue;
            }
            bool hasLeft = left.TryLoad();
            bool hasRight = right.TryLoad();
            if (!hasLeft && !hasRight)
            {
                return hashes.Build();
            }
            int order = !hasLeft ? 1 : !hasRight ? -1 : BytePath.Compare(left.Path, right.Path);
            if (order != 0 || !left.HasSameFields(right))
            {
                hashes.Add(PathHash.Of(order <= 0 ? left.Path : right.Path));
            }
            if (order <= 0)
            {
                left.Advance();
            }
            if (order >= 0)
            {
                right.Advance();
            }
        }
    }

    /// <summary>What may have changed from the first to the last of archives whose neighbours differ by these.</summary>
    public static uint[] Union(IEnumerable<uint[]> changes)
    {
        ArgumentNullException.ThrowIfNull(changes);
        SortedSetBuilder hashes = new();
        foreach (uint[] one in changes)
        {
            hashes.AddRange(one);
        }
        return hashes.Build();
    }

    private sealed class SortedSetBuilder
    {
        private readonly List<uint> _all = [];

        public void Add(uint hash) => _all.Add(hash);

        public void AddRange(uint[] hashes) => _all.AddRange(hashes);

        public uint[] Build()
        {
            _all.Sort();
            int count = 0;
            for (int i = 0; i < _all.Count; i++)
            {
                if (count == 0 || _all[i] != _all[count - 1])
                {
                    _all[count++] = _all[i];
                }
            }
            return [.. _all[..count]];
        }
    }
}
