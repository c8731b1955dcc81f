using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Monitas.BootServer.Export;
using Monitas.BootServer.Rebuilds.Keys;
using Monitas.BootServer.Search;

namespace Monitas.BootServer.Api;

/// <summary>The table of all paths.</summary>
internal sealed class ApiEndpoints(
    StatusRoutes status, BootImageRoutes images, MachineRoutes machines, MachineCardRoutes cards, LookRoutes look, PairingRoutes pairings, ArchiveRoutes archives, ArchiveContentRoutes contents,
    RetentionRoutes retention, VolumeRoutes volumes, StoreKeyRoutes storeKeys, SearchRoutes search, ExportRoutes export, JobRoutes jobs, WipeRoutes wipes, PrepRoutes preps,
    RebuildPassphraseRoutes passphrases, ScheduleRoutes schedule, ScheduleTextRoutes scheduleText, OverviewRoutes overview, FileRoutes files, UserRoutes users, AlertRoutes alerts)
{
    /// <summary>Puts all paths into the listener.</summary>
    public void Map(IEndpointRouteBuilder app, ILogger logger)
    {
        Get(ApiRoutes.Status, status.StatusAsync);
        Get(ApiRoutes.Volumes, status.VolumesAsync);
        Get(ApiRoutes.Boot, status.BootAsync);
        Get(ApiRoutes.BootLog, status.BootLogAsync);
        Get(ApiRoutes.BootImages, images.ListAsync);
        Post(ApiRoutes.BootImages, images.ImportAsync);
        Post(ApiRoutes.BootImageUse, images.UseAsync);
        Get(ApiRoutes.BootDoctor, status.BootDoctorAsync);
        Get(ApiRoutes.Machines, machines.ListAsync);
        Post(ApiRoutes.Machines, machines.AddAsync);
        Get(ApiRoutes.Machine, machines.ShowAsync);
        app.MapDelete(ApiRoutes.Machine, ApiAnswers.Guard(machines.RemoveAsync, logger));
        Post(ApiRoutes.MachineSettings, machines.SetAsync);
        Post(ApiRoutes.MachineCards, cards.AddAsync);
        app.MapDelete(ApiRoutes.MachineCard, ApiAnswers.Guard(cards.RemoveAsync, logger));
        Post(ApiRoutes.MachineWake, machines.WakeAsync);
        Post(ApiRoutes.MachineLook, look.LookAsync);
        Get(ApiRoutes.Pairings, pairings.ListAsync);
        Post(ApiRoutes.Pairings, pairings.PairAsync);
        Post(ApiRoutes.Tokens, machines.TokenAsync);
        Get(ApiRoutes.Archives, archives.ListAsync);
        Get(ApiRoutes.Archive, archives.ShowAsync);
        app.MapDelete(ApiRoutes.Archive, ApiAnswers.Guard(retention.DeleteAsync, logger));
        Get(ApiRoutes.PrunePlan, retention.PlanAsync);
        Post(ApiRoutes.Prune, retention.PruneAsync);
        Post(ApiRoutes.VolumeVerify, volumes.VerifyAsync);
        Post(ApiRoutes.CatalogRebuild, volumes.RebuildAsync);
        Post(ApiRoutes.StoreKeys, storeKeys.TakeInAsync);
        Get(ApiRoutes.ArchiveFiles, contents.FilesAsync);
        Post(ApiRoutes.ArchiveVerify, contents.VerifyAsync);
        Get(ApiRoutes.Age, search.AgeAsync);
        Get(ApiRoutes.Find, search.FindAsync);
        Get(ApiRoutes.ArchiveHistory, search.HistoryAsync);
        Get(ApiRoutes.ArchiveDifferences, search.DifferencesAsync);
        Get(ApiRoutes.ArchiveSpace, search.SpaceAsync);
        Get(ApiRoutes.ArchiveExport, export.StreamAsync);
        Post(ApiRoutes.ArchiveExport, export.VolumesAsync);
        Get(ApiRoutes.Jobs, jobs.ListAsync);
        Post(ApiRoutes.Jobs, jobs.CreateAsync);
        Get(ApiRoutes.Job, jobs.ShowAsync);
        Get(ApiRoutes.JobWatch, jobs.WatchAsync);
        Get(ApiRoutes.JobLog, jobs.LogAsync);
        Get(ApiRoutes.JobDifferences, jobs.DifferencesAsync);
        Get(ApiRoutes.JobFindings, jobs.FindingsAsync);
        Post(ApiRoutes.JobCancel, jobs.CancelAsync);
        Post(ApiRoutes.JobApprove, jobs.ApproveAsync);
        Get(ApiRoutes.JobPassphrases, passphrases.ShowAsync);
        app.MapDelete(ApiRoutes.JobPassphrases, ApiAnswers.Guard(passphrases.RemoveAsync, logger));
        Post(ApiRoutes.AlertTest, alerts.TestAsync);
        Get(ApiRoutes.Schedule, schedule.ShowAsync);
        Get(ApiRoutes.ScheduleNext, schedule.NextAsync);
        Post(ApiRoutes.ScheduleCheck, schedule.CheckAsync);
        Get(ApiRoutes.ScheduleText, scheduleText.ReadAsync);
        Post(ApiRoutes.ScheduleText, scheduleText.WriteAsync);
        Get(ApiRoutes.Overview, overview.ShowAsync);
        Get(ApiRoutes.ArchiveContent, files.SendAsync);
        Get(ApiRoutes.Users, users.ListAsync);
        Post(ApiRoutes.Users, users.AddAsync);
        app.MapDelete(ApiRoutes.User, ApiAnswers.Guard(users.RemoveAsync, logger));
        Post(ApiRoutes.UserPassword, users.PasswordAsync);
        Post(ApiRoutes.Plans, jobs.PlanAsync);
        Post(ApiRoutes.PrepPlans, preps.PlanAsync);
        Post(ApiRoutes.WipePlans, wipes.PlanAsync);
        Get(ApiRoutes.WipeCertificates, wipes.ListAsync);
        Get(ApiRoutes.WipeCertificate, wipes.ShowAsync);

        void Get(string path, RequestDelegate handler) => app.MapGet(path, ApiAnswers.Guard(handler, logger));

        void Post(string path, RequestDelegate handler) => app.MapPost(path, ApiAnswers.Guard(handler, logger));
    }
}
