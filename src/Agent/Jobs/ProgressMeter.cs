using System;
using Monitas.Agent.Files;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Jobs;

/// <summary>Counts what a phase has done and reports it a few times a second. Used by one thread at a time.</summary>
/// <param name="progress">Gets the reports.</param>
/// <param name="phase">The phase.</param>
/// <param name="totalBytes">Bytes to do; 0 when not known.</param>
/// <param name="totalFiles">Entries to do; 0 when not known.</param>
/// <param name="clock">Says when the next report is due.</param>
internal sealed class ProgressMeter(IJobProgress progress, JobPhase phase, long totalBytes, long totalFiles, TimeProvider clock)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly long _begun = clock.GetTimestamp();
    private long _reported;

    /// <summary>Bytes done.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Entries done.</summary>
    internal long Files { get; private set; }

    /// <summary>Whole seconds since the phase began.</summary>
    internal long Seconds => (long)clock.GetElapsedTime(_begun).TotalSeconds;

    /// <summary>One more entry is done.</summary>
    internal void AddFile(ReadOnlySpan<byte> path)
    {
        Files++;
        ReportIfDue(path);
    }

    /// <summary>More bytes are done.</summary>
    internal void AddBytes(long count, ReadOnlySpan<byte> path)
    {
        Bytes += count;
        ReportIfDue(path);
    }

    /// <summary>Reports now, with a text of its own.</summary>
    internal void Report(string text) => progress.Report(new JobStep(phase, text, Bytes, Math.Max(totalBytes, 0), Files, Math.Max(totalFiles, 0)));

    private void ReportIfDue(ReadOnlySpan<byte> path)
    {
        long now = clock.GetTimestamp();
        if (_reported == 0 || clock.GetElapsedTime(_reported, now) >= Interval)
        {
            _reported = now;
            Report(ShownPath.Of(path));
        }
    }
}
