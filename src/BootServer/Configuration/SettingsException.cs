using System;
using System.Collections.Generic;

namespace Monitas.BootServer.Configuration;

/// <summary>The settings cannot be used. Each error is one sentence that begins with where it was found.</summary>
internal sealed class SettingsException : Exception
{
    /// <summary>Makes one from all errors.</summary>
    public SettingsException(IReadOnlyList<string> errors)
        : base(string.Join(Environment.NewLine, errors)) => Errors = errors;

    /// <summary>All errors.</summary>
    public IReadOnlyList<string> Errors { get; }
}
