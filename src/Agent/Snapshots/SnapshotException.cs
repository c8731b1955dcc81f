using System.IO;

namespace Monitas.Agent.Snapshots;

/// <summary>A snapshot cannot be had. The message says of what and why.</summary>
internal sealed class SnapshotException(string message) : IOException(message);
