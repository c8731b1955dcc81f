namespace Monitas.BootServer.Retention;

/// <summary>How many archives of a machine are kept: of each kind the newest so many. With none set all are kept.</summary>
internal sealed record RetentionPolicy
{
    /// <summary>The newest archives.</summary>
    public int Last { get; init; }

    /// <summary>The newest archive of each of so many hours that have one.</summary>
    public int Hourly { get; init; }

    /// <summary>The newest archive of each of so many days.</summary>
    public int Daily { get; init; }

    /// <summary>The newest archive of each of so many weeks, which begin on Monday.</summary>
    public int Weekly { get; init; }

    /// <summary>The newest archive of each of so many months.</summary>
    public int Monthly { get; init; }

    /// <summary>The newest archive of each of so many years.</summary>
    public int Yearly { get; init; }

    /// <summary>Does it keep all archives, since nothing is set?</summary>
    public bool KeepsAll => (Last | Hourly | Daily | Weekly | Monthly | Yearly) == 0;
}
