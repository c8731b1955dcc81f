using System;

namespace Monitas.Agent.Wiping;

/// <summary>A disk does not count as erased. The message is one or two sentences for a person: what is wrong and what to do.</summary>
internal sealed class WipeException : Exception
{
    /// <summary>Makes the exception.</summary>
    public WipeException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
