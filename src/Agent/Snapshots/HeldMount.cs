using Monitas.Agent.Files;

namespace Monitas.Agent.Snapshots;

/// <summary>One piece of the tree that a backup reads.</summary>
/// <param name="Path">Where it belongs in the tree: "/" or "/home".</param>
/// <param name="Live">Where it can be seen in the live system.</param>
/// <param name="Mount">The mount that it lies on.</param>
/// <param name="Snapshot">Its snapshot; null when the live file system is read.</param>
internal sealed record HeldMount(string Path, string Live, MountEntry Mount, ISnapshot? Snapshot);
