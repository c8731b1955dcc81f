using System;

namespace Monitas.Agent.Restart;

/// <summary>This machine cannot be restarted in that way. The message says why, in a sentence; another way may be open.</summary>
internal sealed class RestartRefusedException(string message, Exception? inner = null) : Exception(message, inner);
