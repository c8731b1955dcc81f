using System.IO;

namespace Monitas.Agent.Disks;

/// <summary>An external program is missing, failed or took too long. The message says which and repeats its last words.</summary>
internal sealed class ToolException(string message) : IOException(message);
