using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Listings;
using Monitas.Lab.Machines;
using Monitas.Lab.Product;

namespace Monitas.Lab.Scenario;

/// <summary>
/// The main job, end to end: a real PC is backed up while it runs, loses its disk, and comes back by itself from the network
/// with nobody at its keyboard; then every file is compared with a listing that was made before the loss. With trouble, a disk that
/// is too small is refused and the power is lost in the middle (BIOS), or the server is killed in the middle (UEFI), before all ends well.
/// </summary>
public sealed class DeadPcComesBack
{
    private const string Sample = "Letter 7 of alice.";
    private static readonly TimeSpan ShutDownLimit = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan CompareLimit = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan GuestLimit = TimeSpan.FromMinutes(5);
    private readonly ComebackSetting _setting;
    private readonly ProductFiles _product;
    private readonly string _folder;
    private readonly TimeProvider _clock;
    private readonly ProgressLine _progress;
    private readonly AllowedDifferences _allowed = AllowedDifferences.OfTheLab();
    private readonly List<string> _differences = [];
    private readonly Dictionary<string, double> _rates = [];
    private IReadOnlyList<TimelineEntry> _timeline = [];
    private int _allowedDifferences;
    private long _bytes;

    /// <summary>The scenario in one setting; logs, pictures and listings go to a folder of its name below <paramref name="folder"/>.</summary>
    public DeadPcComesBack(ComebackSetting setting, ProductFiles product, string folder, TimeProvider clock, TextWriter progress)
    {
        _setting = setting;
        _product = product;
        _folder = Path.Combine(Path.GetFullPath(folder), setting.Name);
        _clock = clock;
        _progress = new ProgressLine(progress, clock, setting.Name);
    }

    /// <summary>Plays the scenario to its end. Whatever goes wrong stands in the result; only cancellation is thrown.</summary>
    public async Task<ComebackResult> RunAsync(CancellationToken cancellation)
    {
        string error = "";
        try
        {
            await using Stage stage = await Stage.MakeAsync(_setting.Layout, _folder, _product.MustExist(), _clock, _progress, cancellation);
            await PlayAsync(stage, cancellation);
        }
        catch (Exception failure) when (failure is LabException or IOException or InvalidOperationException or FormatException)
        {
            error = failure.Message;
            _progress.Say("FAILED: " + error);
        }

        bool ok = error.Length == 0 && _differences.Count == 0;
        if (ok)
        {
            RemoveBulk();
        }

        return new ComebackResult
        {
            Firmware = _setting.Layout.Firmware == Firmware.Bios ? "bios" : "uefi",
            Ok = ok,
            Error = error,
            Timeline = _timeline,
            Bytes = _bytes,
            Rates = _rates,
            Differences = _differences,
            AllowedDifferences = _allowedDifferences,
            Folder = _folder,
        };
    }

    private async Task PlayAsync(Stage stage, CancellationToken cancellation)
    {
        await stage.InstallAgentAsync(cancellation);
        long started = _clock.GetTimestamp();
        JobAnswer backup = await stage.BackUpAsync(cancellation);
        Rate("backup", backup, started);
        _progress.Say(await VolumeProof.CheckAsync(stage.Server.Store, Sample, Path.Combine(_folder, "proof"), cancellation));

        _progress.Say("switching the PC off; listing its disks with a script that is not Monitas'");
        await stage.Pc.ShutDownAsync(ShutDownLimit, cancellation);
        string before = Path.Combine(_folder, "before.listing");
        await DiskListing.MakeAsync(stage.Layout, stage.Pc.Disks, before, cancellation);

        await RebuildAsync(stage, cancellation);
        _progress.Say(await VolumeInLinux.CheckAsync(stage.Pc, stage.Server.Store, Path.Combine(_folder, "proof"), cancellation));
        await CompareAsync(stage, before, cancellation);
        if (_setting.EachDiskStarts)
        {
            await LoneDisks.CheckAsync(stage, cancellation);
        }
    }

    /// <summary>Steps 6 to 9. What comes in between when trouble is wanted is shared out between the two kinds of firmware.</summary>
    private async Task RebuildAsync(Stage stage, CancellationToken cancellation)
    {
        Trouble trouble = new(stage);
        bool powerFails = _setting.WithTrouble && stage.Firmware == Firmware.Bios;
        bool serverDies = _setting.WithTrouble && stage.Firmware == Firmware.Uefi;
        if (powerFails)
        {
            await trouble.RefusedAsync(cancellation);
        }

        await stage.PutBlankDisksAsync(_setting.Targets, cancellation);
        JobAnswer order = await stage.OrderRebuildAsync(cancellation);
        if (powerFails)
        {
            await trouble.PowerLostAsync(order.Id, cancellation);
        }

        Comeback comeback = new(stage, serverDies ? trouble.ServerKilledAsync : (_, _) => Task.CompletedTask);
        try
        {
            JobAnswer rebuild = await comeback.RunAsync(order.Id, cancellation);
            _bytes = rebuild.Figure("bytes");
            _progress.Say($"the PC is back: {rebuild.Message} ({rebuild.Figures})");
            RateOfRestore(rebuild);
        }
        finally
        {
            _timeline = comeback.Timeline;
        }

        if (serverDies && !trouble.ServerWasKilled)
        {
            throw new LabException("The restore was over before the server could be killed.");
        }
    }

    /// <summary>Step 10: our own compare on the running system, then the listings of both disks.</summary>
    private async Task CompareAsync(Stage stage, string before, CancellationToken cancellation)
    {
        _progress.Say("monitas-server compare " + Stage.MachineName);
        JsonNode answer = await stage.Server.AskAsync(CompareLimit, cancellation, "compare", Stage.MachineName);
        await File.WriteAllTextAsync(Path.Combine(_folder, "compare.json"), answer.ToJsonString(), cancellation);
        _differences.AddRange(CompareFindings.Wrong(answer, _allowed));
        await stage.Pc.Guest.WaitUntilReadyAsync(GuestLimit, cancellation);
        string failed = await stage.Pc.Guest.ShellAsync(GuestLimit, "systemctl --failed --plain --no-legend", cancellation);
        _differences.AddRange(failed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(unit => "failed in the restored system: " + unit));

        _progress.Say("switching the PC off; listing its new disks");
        await stage.Pc.ShutDownAsync(ShutDownLimit, cancellation);
        string after = Path.Combine(_folder, "after.listing");
        await DiskListing.MakeAsync(stage.Layout, stage.Pc.Disks, after, cancellation);
        ListingComparison comparison = ListingComparison.Of(before, after, _allowed);
        _differences.AddRange(comparison.Differences);
        _allowedDifferences = comparison.Allowed.Count;
        await File.WriteAllLinesAsync(Path.Combine(_folder, "differences.txt"), _differences, cancellation);
        await File.WriteAllLinesAsync(Path.Combine(_folder, "allowed-differences.txt"), comparison.Allowed, cancellation);
        _progress.Say($"compared {comparison.Files} paths: {comparison.Differences.Count} differ and must not, {comparison.Allowed.Count} may differ and do");
    }

    private void Rate(string name, JobAnswer job, long started)
    {
        double seconds = _clock.GetElapsedTime(started).TotalSeconds;
        _rates[name] = Math.Round(job.Figure("bytes") / seconds);
        _progress.Say($"{job.Message} ({job.Figures}), {_rates[name] / 1_000_000:0.0} MB/s");
    }

    private void RateOfRestore(JobAnswer rebuild)
    {
        if (rebuild.LastTimeOf("restore") is DateTimeOffset start && rebuild.LastTimeOf("bootLoader") is DateTimeOffset end)
        {
            _rates["restore"] = Math.Round(_bytes / Math.Max(1, (end - start).TotalSeconds));
        }
    }

    /// <summary>After a success the disks, the store and the recording of the LAN are of no more use; pictures, logs and listings stay.</summary>
    private void RemoveBulk()
    {
        foreach (string file in Directory.GetFiles(_folder, "*.qcow2").Append(Path.Combine(_folder, "lan.pcap")))
        {
            File.Delete(file);
        }

        Directory.Delete(Path.Combine(_folder, "server"), recursive: true);
    }
}
