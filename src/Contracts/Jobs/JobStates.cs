namespace Monitas.Contracts.Jobs;

/// <summary>Questions about <see cref="JobState"/>.</summary>
public static class JobStates
{
    /// <summary>Is the job over, one way or another?</summary>
    public static bool IsFinal(this JobState state) =>
        state is JobState.Succeeded or JobState.FinishedWithWarnings or JobState.Failed or JobState.Cancelled;
}
