using System;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Pairing;

/// <summary>A PC cannot be paired. The message is one sentence that says why and what to do.</summary>
internal sealed class PairingException : Exception
{
    /// <summary>Makes one.</summary>
    public PairingException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>The kind of error.</summary>
    public ErrorCode Code { get; }
}
