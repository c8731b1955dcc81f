using System;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs;

/// <summary>What the sysadmin asked for cannot be done. The message is one sentence that says why and what to do.</summary>
internal sealed class JobRefusedException : Exception
{
    /// <summary>Makes one.</summary>
    public JobRefusedException(ErrorCode code, string message)
        : base(message) => Code = code;

    /// <summary>The kind of refusal.</summary>
    public ErrorCode Code { get; }
}
