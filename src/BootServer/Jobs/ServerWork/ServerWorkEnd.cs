using System.Collections.Generic;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>How a job that the server does itself came to its end.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Message">What was done, or why not, in a sentence.</param>
/// <param name="Warnings">What the sysadmin should know, one sentence each.</param>
/// <param name="Figures">Figures by name.</param>
internal sealed record ServerWorkEnd(JobOutcome Outcome, string Message, IReadOnlyList<string> Warnings, IReadOnlyDictionary<string, long> Figures)
{
    /// <summary>An end with nothing more to tell.</summary>
    public ServerWorkEnd(JobOutcome outcome, string message)
        : this(outcome, message, [], new Dictionary<string, long>())
    {
    }
}
