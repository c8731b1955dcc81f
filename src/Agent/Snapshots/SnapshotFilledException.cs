using System.IO;

namespace Monitas.Agent.Snapshots;

/// <summary>An LVM snapshot had not enough room for what changed while it was read: what was read from it is worth nothing.</summary>
internal sealed class SnapshotFilledException(string message) : IOException(message);
