using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>
/// Where a job tells how far it is. Calls are cheap and may come often and from several threads: an implementation decides how many
/// of them travel. A job is cancelled by the token that it was started with.
/// </summary>
internal interface IJobProgress
{
    /// <summary>The newest state of the job.</summary>
    void Report(JobStep step);

    /// <summary>A line for the job's log.</summary>
    void Log(string line);

    /// <summary>A warning for the job's log. The job repeats it in <see cref="JobResult.Warnings"/>.</summary>
    void Warn(string line);
}

/// <summary>How far a job is.</summary>
/// <param name="Phase">What is being done.</param>
/// <param name="Text">The step in words for a person, such as the path at hand.</param>
/// <param name="DoneBytes">Bytes done in this phase.</param>
/// <param name="TotalBytes">Bytes to do in this phase; 0 when not known.</param>
/// <param name="DoneFiles">Files done in this phase.</param>
/// <param name="TotalFiles">Files to do in this phase; 0 when not known.</param>
internal readonly record struct JobStep(JobPhase Phase, string Text, long DoneBytes, long TotalBytes, long DoneFiles, long TotalFiles);
