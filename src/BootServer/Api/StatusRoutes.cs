using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.Catalog;
using Monitas.Catalog.Records;
using Monitas.Contracts.Ids;

namespace Monitas.BootServer.Api;

/// <summary>The server at a glance, its volumes, and its boot server.</summary>
internal sealed class StatusRoutes(ICatalog catalog, MachineRoutes machines, PairingRoutes pairings, IBootReport boot, IBootDoctor doctor, StoreKeyReload keys, ScheduleRoutes schedule, ServerSettings settings, TimeProvider clock)
{
    private const int DefaultMax = 50;

    private readonly DateTimeOffset _started = clock.GetUtcNow();

    /// <summary>The version of this program.</summary>
    public static string Version { get; } = Assembly.GetExecutingAssembly().GetName().Version?.ToString(3) ?? "";

    /// <summary>All at a glance.</summary>
    public async Task StatusAsync(HttpContext context)
    {
        var volumes = catalog.ListVolumes();
        var store = new StoreView(settings.Store, volumes.Count, volumes.Sum(v => v.SizeBytes), StoreDisk.FreeBytes(settings.Store), volumes.Count(v => v.DamageCount > 0)) { KeysProblem = await keys.ProblemAsync(context.RequestAborted) };
        var reply = new StatusReply(Version, _started, ServerUrl.Of(settings), machines.Views(), catalog.ListOpenJobs(), store, boot.Status(), pairings.Views())
        {
            Schedule = schedule.Glance(),
        };
        await context.JsonAsync(reply, ApiJson.Default.StatusReply);
    }

    /// <summary>All volumes.</summary>
    public Task VolumesAsync(HttpContext context) => context.JsonAsync(VolumeViews(), ApiJson.Default.IReadOnlyListVolumeView);

    /// <summary>The boot server.</summary>
    public Task BootAsync(HttpContext context) => context.JsonAsync(boot.Status(), ApiJson.Default.BootStatus);

    /// <summary>The latest boots.</summary>
    public Task BootLogAsync(HttpContext context)
    {
        int max = int.TryParse(context.Query("max"), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : DefaultMax;
        return context.JsonAsync(boot.Log(context.Query("who"), max), ApiJson.Default.IReadOnlyListBootStory);
    }

    /// <summary>What keeps machines from starting over the network.</summary>
    public async Task BootDoctorAsync(HttpContext context) => await context.JsonAsync(
        await doctor.ExamineAsync(context.Query("interface"), context.Query("probe") == "true", context.RequestAborted), ApiJson.Default.DoctorReport);

    private List<VolumeView> VolumeViews()
    {
        IReadOnlyList<ArchiveRecord> archives = catalog.ListArchives();
        ILookup<VolumeId, int> own = archives.ToLookup(archive => archive.Volume, archive => archive.Number);
        Dictionary<VolumeId, int> needed = archives.SelectMany(archive => archive.Volumes.Append(archive.Volume).Distinct()).CountBy(volume => volume).ToDictionary();
        Dictionary<MachineId, string> names = catalog.ListMachines().ToDictionary(machine => machine.Id, machine => machine.Name);
        return
        [
            .. catalog.ListVolumes().Select(volume => new VolumeView(
                volume, names.GetValueOrDefault(volume.Machine, volume.Machine.ToString()), [.. own[volume.Id]], needed.GetValueOrDefault(volume.Id))),
        ];
    }
}
