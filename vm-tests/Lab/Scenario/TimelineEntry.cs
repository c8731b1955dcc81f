namespace Monitas.Lab.Scenario;

/// <summary>One line of a comeback's timeline.</summary>
/// <param name="Event">What happened.</param>
/// <param name="Seconds">When, in seconds since the PC was switched on.</param>
/// <param name="Detail">More for a person; may be empty.</param>
public sealed record TimelineEntry(string Event, double Seconds, string Detail);
