using System.IO;

namespace Monitas.Agent.Hooks;

/// <summary>A hook did not do what it is there for. The message names it and says why.</summary>
internal sealed class HookException(string message) : IOException(message);
