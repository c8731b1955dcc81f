using System;
using System.Text;
using Monitas.BootServer.Jobs;
using Monitas.Contracts.Messages;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Output;

/// <summary>A job's progress in one line.</summary>
internal static class ProgressText
{
    private const int BarCells = 24;

    /// <summary>Such as "restore [######      ] 45 %  1.2 GiB of 2.7 GiB  85.0 MiB/s  18 s left".</summary>
    /// <param name="report">The progress.</param>
    /// <param name="withBar">Draw a bar.</param>
    public static string Render(JobProgressReport report, bool withBar)
    {
        JobProgress progress = report.Progress;
        var text = new StringBuilder(PhaseName(progress.Phase));
        (double done, double total) = progress.TotalBytes > 0 ? (progress.DoneBytes, progress.TotalBytes) : (progress.DoneFiles, (double)progress.TotalFiles);
        if (total > 0)
        {
            double part = Math.Clamp(done / total, 0, 1);
            text.Append(withBar ? $" [{new string('#', (int)(part * BarCells)).PadRight(BarCells)}]" : "").Append($" {Math.Floor(part * 100):0} %");
        }
        AppendAmounts(text, report);
        if (progress.Text.Length > 0)
        {
            text.Append("  ").Append(progress.Text);
        }
        return text.ToString();
    }

    /// <summary>How far a phase is in percent; null when it cannot be told.</summary>
    public static int? Percent(JobProgress progress) =>
        progress.TotalBytes > 0 ? (int)(progress.DoneBytes * 100.0 / progress.TotalBytes)
        : progress.TotalFiles > 0 ? (int)(progress.DoneFiles * 100.0 / progress.TotalFiles)
        : null;

    /// <summary>A phase in words.</summary>
    public static string PhaseName(JobPhase phase) => phase switch
    {
        JobPhase.Check => "checking",
        JobPhase.Backup => "backing up",
        JobPhase.Prepare => "preparing the disks",
        JobPhase.Restore => "restoring files",
        JobPhase.BootLoader => "making it bootable",
        JobPhase.Compare => "comparing",
        JobPhase.Finish => "finishing",
        JobPhase.Verify => "reading again",
        JobPhase.Prune => "making space",
        JobPhase.Wipe => "erasing",
        _ => "restarting",
    };

    private static void AppendAmounts(StringBuilder text, JobProgressReport report)
    {
        JobProgress progress = report.Progress;
        if (progress.DoneBytes > 0)
        {
            text.Append($"  {SizeText.Of(progress.DoneBytes)}{(progress.TotalBytes > 0 ? " of " + SizeText.Of(progress.TotalBytes) : "")}");
        }
        if (progress.DoneFiles > 0)
        {
            text.Append($"  {CountText.Of(progress.DoneFiles, "file")}");
        }
        double seconds = (report.Time - report.PhaseStarted).TotalSeconds;
        if (progress.DoneBytes <= 0 || seconds < 1)
        {
            return;
        }
        double rate = progress.DoneBytes / seconds;
        text.Append($"  {SizeText.Of((long)rate)}/s");
        if (progress.TotalBytes > progress.DoneBytes)
        {
            text.Append($"  {Words.Of(TimeSpan.FromSeconds((progress.TotalBytes - progress.DoneBytes) / rate))} left");
        }
    }
}
