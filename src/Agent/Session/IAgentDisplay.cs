using System;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Where an agent shows what it does: a status file on a live machine, the screen in the boot image. Thread-safe.</summary>
internal interface IAgentDisplay
{
    /// <summary>The session is up.</summary>
    void Connected(string machineName, Uri server);

    /// <summary>The session is down.</summary>
    /// <param name="reason">Why, in one sentence.</param>
    void Disconnected(string reason);

    /// <summary>A sentence for the person in front of the machine.</summary>
    void Notice(string text);

    /// <summary>A job begins.</summary>
    /// <param name="job">Its number.</param>
    /// <param name="title">What it is, such as "Rebuild".</param>
    void JobBegins(JobId job, string title);

    /// <summary>How far the job is.</summary>
    void Progress(JobProgress progress);

    /// <summary>A line of the job's log.</summary>
    void Log(JobLog line);

    /// <summary>The job is over.</summary>
    void JobEnds(JobFinished finished);
}
