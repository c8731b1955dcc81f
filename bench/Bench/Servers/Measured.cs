namespace Monitas.Bench.Servers;

/// <summary>What the clients saw, and the processor time that the server took for it.</summary>
/// <param name="Result">What the clients saw.</param>
/// <param name="CpuSeconds">The server's user and system time. Other work on the machine changes it little, unlike the time by the clock.</param>
public sealed record Measured<T>(T Result, double CpuSeconds);
