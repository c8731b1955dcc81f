namespace Monitas.BootServer.Boot;

/// <summary>What is known about a machine that asks for a boot file, and what it is to do.</summary>
/// <param name="MachineName">The machine's name; null when the server does not know it.</param>
/// <param name="Task">What it is to do.</param>
/// <param name="SecureBoot">
/// Whether its firmware refuses unsigned programs, as its agent last said; null when nobody knows. DHCP does not tell.
/// </param>
internal sealed record BootAssignment(string? MachineName, BootTask Task, bool? SecureBoot = null);
