using System;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli;

/// <summary>A command ends here. The message is one sentence for the sysadmin.</summary>
internal sealed class CliException : Exception
{
    /// <summary>Makes one.</summary>
    public CliException(ExitCode code, string message)
        : base(message) => Code = code;

    /// <summary>The exit code.</summary>
    public ExitCode Code { get; }
}
