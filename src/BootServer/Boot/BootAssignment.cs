namespace Monitas.BootServer.Boot;

/// <summary>What is known about a machine that asks for a boot file, and what it is to do.</summary>
/// <param name="MachineName">The machine's name; null when the server does not know it.</param>
/// <param name="Task">What it is to do.</param>
internal sealed record BootAssignment(string? MachineName, BootTask Task);
