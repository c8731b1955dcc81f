using Monitas.Lab.Machines;

namespace Monitas.Lab.Scenario;

/// <summary>A blank disk that is put in the place of an old one.</summary>
/// <param name="Name">Names its file; its serial number is "LAB-" and the name in capitals.</param>
/// <param name="Bus">What it is plugged into.</param>
/// <param name="SizeBytes">Its size.</param>
public sealed record BlankDisk(string Name, DiskBus Bus, long SizeBytes);
