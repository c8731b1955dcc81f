using System;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>The server refused, failed, or stayed unreachable. The message is one sentence that is fit to be shown to a person.</summary>
internal sealed class ArchiveServerException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">The sentence to show.</param>
    /// <param name="isTransient">True when the same call may succeed later.</param>
    /// <param name="code">What the server called the error; null when it could not be asked.</param>
    /// <param name="inner">What was caught, if anything.</param>
    public ArchiveServerException(string message, bool isTransient, ErrorCode? code = null, Exception? inner = null) : base(message, inner)
    {
        IsTransient = isTransient;
        Code = code;
    }

    /// <summary>What the server called the error; null when it could not be asked.</summary>
    public ErrorCode? Code { get; }

    /// <summary>May the same call succeed later?</summary>
    public bool IsTransient { get; }
}
