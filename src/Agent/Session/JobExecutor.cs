using System;
using System.IO;
using System.Net.Http;
using System.Security.Cryptography;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.BareMetal;
using Monitas.Agent.Disks;
using Monitas.Agent.Images;
using Monitas.Agent.Jobs;
using Monitas.Agent.Restart;
using Monitas.Agent.Settings;
using Monitas.Agent.Wiping;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Session;

/// <summary>Turns an order into the job that does it.</summary>
internal sealed class JobExecutor(Enrolment enrolment, HttpClient http, AgentSettings settings, Outbox outbox, IAgentDisplay display, TimeProvider clock) : IJobExecutor
{
    /// <summary>What the last order to go into the boot image has made ready; null when there was none.</summary>
    private BootImageEntry? _entry;

    /// <inheritdoc/>
    public async Task<JobFinished> ExecuteAsync(JobId job, Order order, CancellationToken cancel)
    {
        SessionProgress progress = new(job, outbox, display);
        HttpArchiveServer server = new(http, job, clock, progress);
        SourceOptions source = new()
        {
            ExcludeFile = settings.ExcludeFile,
            WorkDirectory = settings.StateDirectory,
            Snapshots = settings.Snapshots,
            Hooks = settings.Hooks,
        };
        JobResult result = order switch
        {
            BackupOrder { DryRun: true } preview => await new DryRunJob(source, clock).RunAsync(preview, server, progress, cancel).ConfigureAwait(false),
            BackupOrder { Cold: true } => await new ColdBackupJob(settings.StateDirectory, Origin(), new ColdRecorder(settings.StateDirectory).RecordAsync, clock).RunAsync(server, progress, cancel).ConfigureAwait(false),
            BackupOrder backup => await new BackupJob(source, Origin(), LayoutRecorder.RecordAsync, clock).RunAsync(backup, server, progress, cancel).ConfigureAwait(false),
            RestoreOrder restore => await new RestoreJob(source, clock).RunAsync(restore, server, progress, cancel).ConfigureAwait(false),
            CompareOrder compare => await new CompareJob(source, clock).RunAsync(compare, server, progress, cancel).ConfigureAwait(false),
            RebuildOrder rebuild => await RebuildAsync(rebuild, server, progress, cancel).ConfigureAwait(false),
            WipeOrder wipe => await WipeAsync(wipe, progress, cancel).ConfigureAwait(false),
            EnterBootImageOrder enter => await EnterBootImageAsync(job, enter, progress, cancel).ConfigureAwait(false),
            _ => throw new NotSupportedException($"This agent is too old for the order '{order.GetType().Name}'; update it."),
        };
        return new JobFinished
        {
            Job = job,
            Outcome = result.Outcome,
            Message = result.Message,
            Warnings = result.Warnings,
            Figures = result.Figures,
            Differences = result.Differences,
            Wipes = result.Wipes,
        };
    }

    /// <inheritdoc/>
    public Task AnsweredAsync(Order order, bool go, CancellationToken cancel) =>
        order is EnterBootImageOrder && _entry is { } entry ? entry.AnsweredAsync(go, cancel) : Task.CompletedTask;

    /// <summary>The agent ends: what waits for the server's word is taken back.</summary>
    public void Forget() => _entry?.Forget();

    private Task<JobResult> EnterBootImageAsync(JobId job, EnterBootImageOrder order, SessionProgress progress, CancellationToken cancel)
    {
        BootImageDownload download = new(http, job, clock, progress.Log);
        _entry = new BootImageEntry(settings.AllowRestart, new RestartSteps(enrolment.Server, Path.Combine(settings.RunDirectory, "boot-image"), download));
        return _entry.PrepareAsync(order, progress, cancel);
    }

    private ArchiveOrigin Origin() => new(enrolment.Machine, enrolment.MachineName, AgentVersion.Text);

    private async Task<JobResult> RebuildAsync(RebuildOrder order, HttpArchiveServer server, SessionProgress progress, CancellationToken cancel)
    {
        ArchiveRestorer restorer = new(server, settings.StateDirectory, clock);
        using ImageRestorer images = new(server, settings.StateDirectory, progress, clock);
        RebuildRunner runner = new(new LsblkDiskInventory(), clock);
        RebuildSource source = new((root, token) => restorer.RestoreAllAsync(root, progress, token), server.FetchRebuildKeysAsync)
        {
            FetchCredential = token => CloneAsync(server, token),
            WriteImage = images.RestoreAsync,
        };
        return await runner.RunAsync(order.Plan, order.ApprovedHash, source, progress, cancel).ConfigureAwait(false);
    }

    /// <summary>The same server as this boot image's, and a credential of the new system's own.</summary>
    private async Task<Enrolment> CloneAsync(HttpArchiveServer server, CancellationToken cancel)
    {
        EnrollReply reply = await server.FetchCloneCredentialAsync(cancel).ConfigureAwait(false);
        return enrolment with { Machine = reply.Machine, MachineName = reply.MachineName, Credential = reply.Credential, ServerTime = reply.ServerTime };
    }

    private Task<JobResult> WipeAsync(WipeOrder order, SessionProgress progress, CancellationToken cancel) =>
        new WipeRunner(new LsblkDiskInventory(), new DiskEraser(clock), new Random(RandomNumberGenerator.GetInt32(int.MaxValue)), clock)
            .RunAsync(order.Plan, order.ApprovedHash, progress, cancel);
}
