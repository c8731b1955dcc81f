using System;
using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Boot;
using Monitas.BootServer.Boot.Doctor;
using Monitas.BootServer.Boot.WakeOnLan;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs;
using Monitas.BootServer.Pairing;
using Monitas.BootServer.Rebuilds.Keys;

namespace Monitas.BootServer.Rebuilds;

/// <summary>Puts the planning of rebuilds and their side of the network boot into the host.</summary>
internal static class RebuildServiceCollectionExtensions
{
    /// <summary>Adds the planner for the job engine, and what the boot server asks and tells.</summary>
    public static IServiceCollection AddRebuilds(this IServiceCollection services)
    {
        services.AddSingleton<IRebuildPlanning, RebuildPlanning>();
        services.AddRebuildKeys();
        services.AddSingleton<BootImageAddress>();
        services.AddSingleton<BootSecrets>();
        services.AddSingleton(provider => new BootImageOrders(
            provider.GetService<ServedBootImage>(), provider.GetRequiredService<ServerSettings>().Netboot, new Lazy<BootSecrets>(provider.GetRequiredService<BootSecrets>)));
        services.AddSingleton<IBootImageOrders>(provider => provider.GetRequiredService<BootImageOrders>());
        services.AddSingleton<BootFileRoutes>();
        services.AddPairing();
        services.AddSingleton<IWaker>(provider => new Waker(provider.GetRequiredService<ServerSettings>().Netboot));
        services.AddSingleton<IJobWakeUp, JobWakeUp>();
        services.AddSingleton<RebuildAssignments>();
        services.AddSingleton<IBootAssignments>(provider => provider.GetRequiredService<RebuildAssignments>());
        services.AddSingleton<BootLog>();
        services.AddHostedService(provider => provider.GetRequiredService<BootLog>());
        services.AddSingleton<BootTimeline>();
        services.AddSingleton<IBootEvents>(provider => provider.GetRequiredService<BootTimeline>());
        services.AddHostedService(provider => provider.GetRequiredService<BootTimeline>());
        return services;
    }
}
