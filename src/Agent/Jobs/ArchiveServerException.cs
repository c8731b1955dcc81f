using System;

namespace Monitas.Agent.Jobs;

/// <summary>The server refused, failed, or stayed unreachable. The message is one sentence that is fit to be shown to a person.</summary>
internal sealed class ArchiveServerException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The sentence to show.</param>
    /// <param name="isTransient">True when the same call may succeed later.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public ArchiveServerException(string message, bool isTransient, Exception? inner = null) : base(message, inner) => IsTransient = isTransient;

    /// <summary>May the same call succeed later?</summary>
    public bool IsTransient { get; }
}
