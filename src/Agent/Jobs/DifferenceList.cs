using System;
using System.Collections.Generic;
using Monitas.Agent.Files;
using Monitas.Contracts.Messages;
using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>A compare job's findings, bounded so that they fit into one message; what is beyond is counted.</summary>
internal sealed class DifferenceList
{
    private const int MaxCount = 20_000;
    private const int MaxBytes = 6 * 1024 * 1024;

    /// <summary>What stands around a change in JSON.</summary>
    private const int ChangeBytes = 40;

    private readonly List<Difference> _found = [];
    private int _bytes;

    /// <summary>How many there are, those beyond the bound included.</summary>
    internal long Count { get; private set; }

    /// <summary>How many there was no room for.</summary>
    internal long Dropped => Count - _found.Count;

    /// <summary>Adds one.</summary>
    internal void Add(byte[] path, DifferenceKind kind, string detail, IReadOnlyList<PropertyChange> changes)
    {
        Count++;
        _bytes += path.Length + detail.Length;
        foreach (PropertyChange change in changes)
        {
            _bytes += ChangeBytes + change.Property.Length + change.Old.Length + change.New.Length;
        }
        if (_found.Count < MaxCount && _bytes < MaxBytes)
        {
            _found.Add(new Difference { Path = path, Kind = kind, Detail = detail, Changes = changes });
        }
    }

    /// <summary>All in path order. Times of directories that follow from other differences say so.</summary>
    internal IReadOnlyList<Difference> Sorted()
    {
        HashSet<byte[]> touched = new(PathComparer.Instance);
        foreach (Difference difference in _found)
        {
            // A program that saves a file mostly puts a new one in its place.
            if (difference.Kind != DifferenceKind.Metadata)
            {
                touched.Add(ParentOf(difference.Path));
            }
        }
        for (int i = 0; i < _found.Count; i++)
        {
            if (_found[i] is { Kind: DifferenceKind.Metadata, Changes: [{ Property: EntryChanges.ChangedAt }] } time && touched.Contains(time.Path))
            {
                _found[i] = time with { IsConsequence = true };
            }
        }
        _found.Sort((left, right) => left.Path.AsSpan().SequenceCompareTo(right.Path));
        return _found;
    }

    private static byte[] ParentOf(byte[] path)
    {
        int slash = path.AsSpan().LastIndexOf((byte)'/');
        return path[..Math.Max(1, slash)];
    }
}
