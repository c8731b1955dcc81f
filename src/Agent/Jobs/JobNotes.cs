using System;
using System.Collections.Generic;
using System.Globalization;
using Monitas.Agent.Files;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Jobs;

/// <summary>Collects a job's warnings and passes them on as they come. Beyond a limit they are only counted. Thread safe.</summary>
/// <param name="progress">Gets the lines.</param>
internal sealed class JobNotes(IJobProgress progress) : IWalkNotes
{
    private const int MaxNotes = 1000;

    private readonly List<string> _warnings = [];
    private long _warningCount;
    private long _noteCount;

    /// <summary>How a job that came to its end has ended.</summary>
    internal JobOutcome Outcome => _warningCount == 0 ? JobOutcome.Succeeded : JobOutcome.Warnings;

    /// <inheritdoc/>
    public void Note(ReadOnlySpan<byte> path, string what)
    {
        string line = $"{ShownPath.Of(path)}: {what}.";
        lock (_warnings)
        {
            if (++_noteCount <= MaxNotes)
            {
                progress.Log(line);
            }
        }
    }

    /// <inheritdoc/>
    public void Warn(ReadOnlySpan<byte> path, string what) => Warn($"{ShownPath.Of(path)}: {what}.");

    /// <summary>A line for the log that is not about one path.</summary>
    internal void Tell(string line) => progress.Log(line);

    /// <summary>A warning that is not about one path.</summary>
    internal void Warn(string line)
    {
        lock (_warnings)
        {
            if (++_warningCount < JobResult.MaxWarnings)
            {
                _warnings.Add(line);
                progress.Warn(line);
            }
        }
    }

    /// <summary>All warnings; the last one counts those that there was no room for.</summary>
    internal IReadOnlyList<string> Warnings()
    {
        lock (_warnings)
        {
            long more = _warningCount - _warnings.Count;
            return more == 0
                ? [.. _warnings]
                : [.. _warnings, string.Create(CultureInfo.InvariantCulture, $"There were {more} further warnings of these kinds.")];
        }
    }
}
