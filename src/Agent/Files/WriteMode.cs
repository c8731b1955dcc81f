namespace Monitas.Agent.Files;

/// <summary>What a restore may expect at its target.</summary>
internal enum WriteMode
{
    /// <summary>File systems that were made just now: names are free, and a crash means starting over.</summary>
    Fresh,

    /// <summary>
    /// A tree that is in use: a file is written beside its place, made durable, and then takes its place in one step, so that nobody
    /// ever sees half of it.
    /// </summary>
    InPlace,
}
