using System;
using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>One line of a job's log.</summary>
public sealed record JobLogRecord
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The line's number in this job's log, from 1.</summary>
    public int Number { get; init; }

    /// <summary>When the server got it.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Is it a warning?</summary>
    public bool Warning { get; init; }

    /// <summary>The line; at most <see cref="MaxTextLength"/> characters.</summary>
    public required string Text { get; init; }

    /// <summary>The most characters that a line keeps.</summary>
    public const int MaxTextLength = 4096;

    /// <summary>The most lines that a job keeps; what comes after is dropped, and the last line says so.</summary>
    public const int MaxLinesPerJob = 10_000;
}
