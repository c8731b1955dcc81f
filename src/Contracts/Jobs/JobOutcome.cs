namespace Monitas.Contracts.Jobs;

/// <summary>How the agent's part of a job ended, or one that the server does itself.</summary>
public enum JobOutcome
{
    /// <summary>Done.</summary>
    Succeeded,

    /// <summary>Done, with warnings.</summary>
    Warnings,

    /// <summary>Not done.</summary>
    Failed,

    /// <summary>Stopped on the server's order.</summary>
    Cancelled,
}
