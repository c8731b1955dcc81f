using Monitas.Imaging.Manifests;

namespace Monitas.Agent.Jobs;

/// <summary>An entry that is to be restored.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="OnlyIfMissing">A directory above what was asked for: made when it is missing, left as it is otherwise.</param>
internal sealed record RestoreItem(ManifestEntry Entry, bool OnlyIfMissing);
