using System;

namespace Monitas.Lab;

/// <summary>Something in the lab did not go as it must; the message says what, and what was seen last.</summary>
public sealed class LabException : Exception
{
    /// <summary>Makes the exception.</summary>
    public LabException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    public LabException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
