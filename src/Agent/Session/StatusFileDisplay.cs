using System;
using System.IO;
using System.Threading;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>A live machine's display: lines for the journal and the status file that `monitas-agent status` reads.</summary>
internal sealed class StatusFileDisplay(string statusFile, TextWriter journal, TimeProvider clock) : IAgentDisplay
{
    private readonly Lock _lock = new();
    private AgentStatus _status = new() { ProcessId = Environment.ProcessId, Connected = false, Since = clock.GetUtcNow() };

    /// <inheritdoc/>
    public void Connected(string machineName, Uri server) => Update(
        s => s with { Connected = true, Since = clock.GetUtcNow(), Trouble = "" }, $"Connected to {server} as {machineName}.");

    /// <inheritdoc/>
    public void Disconnected(string reason) => Update(
        s => s with { Connected = false, Since = s.Connected ? clock.GetUtcNow() : s.Since, Trouble = reason }, reason);

    /// <inheritdoc/>
    public void Notice(string text) => journal.WriteLine(text);

    /// <inheritdoc/>
    public void JobBegins(JobId job, string title) => Update(s => s with { Job = job, JobText = title }, $"Job {job}: {title} begins.");

    /// <inheritdoc/>
    public void Progress(JobProgress progress)
    {
    }

    /// <inheritdoc/>
    public void Log(JobLog line) => journal.WriteLine($"Job {line.Job}: {(line.Warning ? "warning: " : "")}{line.Text}");

    /// <inheritdoc/>
    public void JobEnds(JobFinished finished) =>
        Update(s => s with { Job = null, JobText = "" }, $"Job {finished.Job}: {finished.Outcome}. {finished.Message}");

    private void Update(Func<AgentStatus, AgentStatus> change, string line)
    {
        lock (_lock)
        {
            AgentStatus before = _status;
            _status = change(_status);
            PrivateFile.Write(statusFile, _status, AgentJson.Default.AgentStatus);
            if (before.Trouble != line)
            {
                journal.WriteLine(line);
            }
        }
    }
}
