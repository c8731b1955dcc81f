using System.Collections.Concurrent;
using Monitas.Agent.Jobs;

namespace Monitas.Agent.Tests.Jobs;

/// <summary>Keeps what a job says.</summary>
internal sealed class RecordingProgress : IJobProgress
{
    public ConcurrentQueue<JobStep> Steps { get; } = new();

    public ConcurrentQueue<string> Lines { get; } = new();

    public ConcurrentQueue<string> Warnings { get; } = new();

    public void Report(JobStep step) => Steps.Enqueue(step);

    public void Log(string line) => Lines.Enqueue(line);

    public void Warn(string line) => Warnings.Enqueue(line);
}
