using Monitas.Agent.Jobs;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Carries what a job says to the server and to the display.</summary>
internal sealed class SessionProgress(JobId job, Outbox outbox, IAgentDisplay display) : IJobProgress
{
    /// <inheritdoc/>
    public void Report(JobStep step)
    {
        JobProgress progress = new()
        {
            Job = job,
            Phase = step.Phase,
            Text = step.Text,
            DoneBytes = step.DoneBytes,
            TotalBytes = step.TotalBytes,
            DoneFiles = step.DoneFiles,
            TotalFiles = step.TotalFiles,
        };
        outbox.Say(progress);
        display.Progress(progress);
    }

    /// <inheritdoc/>
    public void Log(string text) => Say(text, warning: false);

    /// <inheritdoc/>
    public void Warn(string text) => Say(text, warning: true);

    private void Say(string text, bool warning)
    {
        JobLog line = new() { Job = job, Text = text, Warning = warning };
        outbox.Say(line);
        display.Log(line);
    }
}
