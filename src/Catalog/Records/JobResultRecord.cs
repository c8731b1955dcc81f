using Monitas.Contracts.Ids;

namespace Monitas.Catalog.Records;

/// <summary>One part of what a job of the server's own has come to. What it says is between the server's parts; the catalog only keeps it.</summary>
public sealed record JobResultRecord
{
    /// <summary>The job.</summary>
    public required JobId Job { get; init; }

    /// <summary>The part's number. Part 0 says where unfinished work goes on; findings begin at 1.</summary>
    public required int Number { get; init; }

    /// <summary>What it says, as JSON; at most <see cref="MaxJsonLength"/> characters.</summary>
    public required string Json { get; init; }

    /// <summary>The most characters of a part; whoever has more to say says less of it.</summary>
    public const int MaxJsonLength = 8 << 20;
}
