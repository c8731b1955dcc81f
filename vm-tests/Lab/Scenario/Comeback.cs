using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Product;

namespace Monitas.Lab.Scenario;

/// <summary>
/// Steps 8 and 9: the dead PC is switched on, boots from the network, is rebuilt, starts its own disk and reports. Takes
/// pictures of the screen and the times at which things happened.
/// </summary>
public sealed partial class Comeback
{
    private static readonly TimeSpan RebuildLimit = TimeSpan.FromMinutes(40);
    private static readonly TimeSpan FirmwarePictureAfter = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan PictureEvery = TimeSpan.FromSeconds(15);
    private const int MaxRestorePictures = 6;
    private readonly Stage _stage;
    private readonly Func<JobAnswer, CancellationToken, Task> _meanwhile;
    private readonly List<(string Event, DateTimeOffset Time, string Detail)> _seen = [];
    private string _lastText = "";
    private int _restorePictures;
    private DateTimeOffset _lastPicture;

    /// <summary>A comeback on that stage.</summary>
    /// <param name="stage">The PC is off and a rebuild is ordered.</param>
    /// <param name="meanwhile">Sees again and again how the job stands, and may interfere.</param>
    public Comeback(Stage stage, Func<JobAnswer, CancellationToken, Task> meanwhile)
    {
        _stage = stage;
        _meanwhile = meanwhile;
    }

    /// <summary>What happened when, since the PC was switched on; complete after <see cref="RunAsync"/>.</summary>
    public IReadOnlyList<TimelineEntry> Timeline =>
    [
        .. _seen.OrderBy(entry => entry.Time)
            .Select(entry => new TimelineEntry(entry.Event, Math.Round((entry.Time - _stage.Pc.SwitchedOnAt).TotalSeconds, 1), entry.Detail)),
    ];

    /// <summary>Switches the PC on and follows the ordered rebuild to its end, which must be a success.</summary>
    /// <exception cref="LabException">The rebuild failed, or the PC did not come back.</exception>
    public async Task<JobAnswer> RunAsync(string jobId, CancellationToken cancellation)
    {
        await _stage.Pc.SwitchOnAsync(cancellation);
        Note("power-on", _stage.Pc.SwitchedOnAt, $"{_stage.Firmware}, blank: {string.Join(", ", _stage.Pc.Disks.Select(disk => disk.Serial))}");
        using CancellationTokenSource over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task image = NoteSerialAsync("boot image runs", BootImageWords(), over.Token);
        Task kernel = NoteSerialAsync("its own kernel runs", OwnKernel(), over.Token);
        Task login = NoteSerialAsync("login", Stage.LoginPrompt(), over.Token);
        try
        {
            await Task.Delay(FirmwarePictureAfter, cancellation);
            await PictureAsync("1-firmware-1", cancellation);
            await Task.Delay(FirmwarePictureAfter, cancellation);
            await PictureAsync("1-firmware-2", cancellation);
            JobAnswer job = await FollowAsync(jobId, cancellation);
            await login.WaitAsync(Stage.StartLimit, cancellation);
            await Task.Delay(Pause, cancellation);
            await PictureAsync("3-login", cancellation);
            NoteFetches();
            NoteJob(job);
            return job;
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(image, kernel, login).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [GeneratedRegex("Monitas")]
    private static partial Regex BootImageWords();

    // Only GRUB gives a kernel that argument.
    [GeneratedRegex("Command line: BOOT_IMAGE=")]
    private static partial Regex OwnKernel();

    private async Task<JobAnswer> FollowAsync(string jobId, CancellationToken cancellation)
    {
        DateTimeOffset until = _stage.Clock.GetUtcNow() + RebuildLimit;
        while (true)
        {
            await _stage.Pc.WatchOverAsync(cancellation);
            JobAnswer job = await _stage.ShowJobAsync(jobId, cancellation);
            await ReportAsync(job, cancellation);
            await _meanwhile(job, cancellation);
            if (job.IsOver)
            {
                return job.HasSucceeded ? job : throw new LabException($"The rebuild ended as {job.State}: {job.Message}");
            }

            if (_stage.Clock.GetUtcNow() > until)
            {
                throw new LabException($"The rebuild is still {job.State}: {job.Message}. The PC's last lines:{_stage.Pc.Serial.LastLines(20)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }

    private async Task ReportAsync(JobAnswer job, CancellationToken cancellation)
    {
        (_, string stage, string text) = job.Events.Count > 0 ? job.Events[^1] : (default, job.State, "");
        string line = $"{job.State}, {stage}: {(text.Length > 0 ? text : job.Message)}";
        if (line != _lastText)
        {
            _lastText = line;
            _stage.Progress.Say("  " + line);
        }

        DateTimeOffset now = _stage.Clock.GetUtcNow();
        if (stage.Equals("restore", StringComparison.OrdinalIgnoreCase) && _restorePictures < MaxRestorePictures && now - _lastPicture > PictureEvery)
        {
            _lastPicture = now;
            await PictureAsync($"2-restoring-{++_restorePictures}", cancellation);
        }
    }

    private async Task NoteSerialAsync(string name, Regex text, CancellationToken cancellation)
    {
        await _stage.Pc.WaitForSerialAsync(text, RebuildLimit, cancellation);
        Note(name, _stage.Clock.GetUtcNow(), "on the serial port");
    }

    private void NoteFetches()
    {
        foreach (var file in _stage.Traffic.Since(_stage.Pc.SwitchedOnAt).DistinctBy(file => file.Name))
        {
            Note(WordFor(file.Name), file.Time, $"{file.Protocol} {file.Name}");
        }
    }

    private static string WordFor(string fileName) => fileName switch
    {
        _ when fileName.Contains("vmlinuz", StringComparison.Ordinal) => "kernel",
        _ when fileName.Contains("initrd", StringComparison.Ordinal) => "initramfs",
        _ => "loader",
    };

    private void NoteJob(JobAnswer job)
    {
        string[] known = ["hello", "prepare", "restore", "bootLoader", "restart", "waitingForBeacon", "succeeded", "finishedWithWarnings"];
        string[] words = ["agent's hello", "preparing the disk", "disk prepared", "data restored", "reboot", "restored, waiting for its own system", "its own agent reported", "its own agent reported"];
        foreach ((string stage, string word) in known.Zip(words))
        {
            if (job.LastTimeOf(stage) is DateTimeOffset time)
            {
                Note(word, time, $"server: {stage}");
            }
        }
    }

    private void Note(string name, DateTimeOffset time, string detail)
    {
        lock (_seen)
        {
            _seen.Add((name, time, detail));
        }
    }

    private Task PictureAsync(string name, CancellationToken cancellation) =>
        _stage.Pc.TakePictureAsync(Path.Combine(_stage.Folder, name + ".png"), cancellation);
}
