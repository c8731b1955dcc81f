namespace Monitas.Bench.Archive.Archivers;

/// <summary>What one piece of work took.</summary>
/// <param name="Seconds">By the clock.</param>
/// <param name="CpuSeconds">User and system time of all processes that had a part in it.</param>
/// <param name="PeakBytes">The most memory that one process of it held: of Monitas the agent.</param>
public sealed record Run(double Seconds, double CpuSeconds, long PeakBytes);
