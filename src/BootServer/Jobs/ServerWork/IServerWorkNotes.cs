using System.Collections.Generic;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Jobs.ServerWork;

/// <summary>What a job of the server's own writes down while it runs. Safe from any thread.</summary>
internal interface IServerWorkNotes
{
    /// <summary>Tells how far it is; may be called for every few bytes, and passes on a few a second.</summary>
    void Progress(JobPhase phase, string text, long doneBytes, long totalBytes);

    /// <summary>Adds a line to the job's log.</summary>
    void Log(string text, bool warning = false);

    /// <summary>Where it goes on after a restart of the server, as JSON; null when it is at its begin.</summary>
    string? Stand { get; }

    /// <summary>Keeps where it goes on after a restart.</summary>
    void KeepStand(string json);

    /// <summary>What it has found so far, as JSON, in order.</summary>
    IReadOnlyList<string> Findings { get; }

    /// <summary>Keeps one thing more that it has found.</summary>
    void AddFinding(string json);
}
