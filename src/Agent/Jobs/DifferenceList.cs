using System;
using System.Collections.Generic;
using Monitas.Contracts.Messages;

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

    /// <summary>All in path order.</summary>
    internal IReadOnlyList<Difference> Sorted()
    {
        _found.Sort((left, right) => left.Path.AsSpan().SequenceCompareTo(right.Path));
        return _found;
    }
}
