using System.Collections.Generic;
using Monitas.Agent.Jobs;

namespace Monitas.Agent.Tests.BareMetal;

/// <summary>Keeps what a job told.</summary>
internal sealed class RecordedProgress : IJobProgress
{
    public List<JobStep> Steps { get; } = [];

    public List<string> Lines { get; } = [];

    public void Report(JobStep step) => Steps.Add(step);

    public void Log(string line) => Lines.Add(line);

    public void Warn(string line) => Lines.Add("! " + line);
}
