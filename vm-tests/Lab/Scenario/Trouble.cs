using System;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Lab.Product;

namespace Monitas.Lab.Scenario;

/// <summary>What goes wrong on a sysadmin's worst day, before the rebuild that goes right. Each way ends as it must, or throws.</summary>
/// <param name="stage">A PC that was backed up and is off.</param>
public sealed class Trouble(Stage stage)
{
    private const long TooSmallBytes = 1L << 30;
    private static readonly TimeSpan BootImageLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan IntoTheRestore = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan GoneLimit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);

    /// <summary>Did <see cref="ServerKilledAsync"/> find its moment?</summary>
    public bool ServerWasKilled { get; private set; }

    /// <summary>The disk in the PC is too small for its data: the plan is refused with the reason, and not a byte is written.</summary>
    /// <exception cref="LabException">It went otherwise.</exception>
    public async Task RefusedAsync(CancellationToken cancellation)
    {
        await stage.PutBlankDisksAsync([new BlankDisk("small", ComebackSetting.BusOfNew(stage.Firmware), TooSmallBytes)], cancellation);
        JobAnswer order = await stage.OrderRebuildAsync(cancellation);
        await stage.Pc.SwitchOnAsync(cancellation);
        JobAnswer job = await WaitAsync(order.Id, job => job.Refusals.Count > 0 || job.IsOver, cancellation);
        await Task.Delay(Pause, cancellation);
        await stage.Pc.TakePictureAsync(Path.Combine(stage.Folder, "0-too-small.png"), cancellation);
        await stage.Pc.CutPowerAsync();
        if (job.HasSucceeded || job.Refusals.Count == 0)
        {
            throw new LabException($"The rebuild onto a disk that is too small is {job.State}, without a refusal: {job.Message}");
        }

        if (!await stage.Pc.Disk.IsBlankAsync(cancellation))
        {
            throw new LabException("Something was written to a disk that is too small.");
        }

        stage.Progress.Say("  refused, the disk is untouched: " + string.Join(" ", job.Refusals));
        // Nobody changes a disk quicker than that: until then the server plans for the disk that was in the PC.
        await stage.Server.WaitUntilConnectedAsync(Stage.MachineName, null, GoneLimit, cancellation);
        if (!job.IsOver)
        {
            await stage.Server.AskAsync(cancellation, "job", "cancel", order.Id);
        }
    }

    /// <summary>The PC loses its power while files are written to its disk; it is off then. The job must still stand.</summary>
    /// <exception cref="LabException">It went otherwise.</exception>
    public async Task PowerLostAsync(string jobId, CancellationToken cancellation)
    {
        await stage.Pc.SwitchOnAsync(cancellation);
        await WaitAsync(jobId, IsInTheRestore, cancellation);
        await stage.Pc.CutPowerAsync();
        if (await stage.Pc.Disk.IsBlankAsync(cancellation))
        {
            throw new LabException("The power was cut before anything was written.");
        }

        stage.Progress.Say("  the power was cut in the middle of the restore; the PC is switched on again");
    }

    /// <summary>Called again and again with how the job stands: once, while files are sent, the server dies and is started again.</summary>
    public async Task ServerKilledAsync(JobAnswer job, CancellationToken cancellation)
    {
        if (!ServerWasKilled && IsInTheRestore(job))
        {
            ServerWasKilled = true;
            await stage.Server.KillAndStartAgainAsync(cancellation);
            stage.Progress.Say("  the server was killed in the middle of the restore and started again");
        }
    }

    private bool IsInTheRestore(JobAnswer job) =>
        job.LastTimeOf("restore") is DateTimeOffset start && job.LastTimeOf("bootLoader") is null && stage.Clock.GetUtcNow() - start > IntoTheRestore;

    private async Task<JobAnswer> WaitAsync(string id, Predicate<JobAnswer> wanted, CancellationToken cancellation)
    {
        DateTimeOffset until = stage.Clock.GetUtcNow() + BootImageLimit;
        while (true)
        {
            await stage.Pc.WatchOverAsync(cancellation);
            JobAnswer job = await stage.ShowJobAsync(id, cancellation);
            if (wanted(job))
            {
                return job;
            }

            if (job.IsOver || stage.Clock.GetUtcNow() > until)
            {
                throw new LabException($"The rebuild is {job.State}: {job.Message}. The PC's last lines:{stage.Pc.Serial.LastLines(15)}");
            }

            await Task.Delay(Pause, cancellation);
        }
    }
}
