using System;

namespace Monitas.Agent.Wiping;

/// <summary>The disk does not take a command to erase itself, and has said so: another way may be tried. The message says why, as a part of a sentence.</summary>
internal sealed class EraseRefusedException(string message) : Exception(message);
