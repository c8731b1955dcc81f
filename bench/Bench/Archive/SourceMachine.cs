namespace Monitas.Bench.Archive;

/// <summary>A machine, as far as a benchmark needs one.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tree">The absolute path of what is backed up of it.</param>
public sealed record SourceMachine(string Name, string Tree);
