using System;

namespace Monitas.BootServer.Configuration;

/// <summary>The daemon cannot start. The message is one sentence that says what is wrong and what to do; it is printed without a stack trace.</summary>
internal sealed class StartupException : Exception
{
    /// <summary>Makes one.</summary>
    public StartupException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
