using System;

namespace Monitas.BootServer.Boot;

/// <summary>The network boot part cannot start. The message is for a person: what is wrong and what to do.</summary>
internal sealed class NetbootException : Exception
{
    /// <summary>With the sentence for the person.</summary>
    public NetbootException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence for the person and the failure behind it.</summary>
    public NetbootException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
