using System;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.Jobs.ServerWork;
using Monitas.Catalog;
using Monitas.Catalog.LiteDb;

namespace Monitas.BootServer.Jobs;

/// <summary>Registers the catalog and the job engine.</summary>
internal static class JobServices
{
    /// <summary>Adds <see cref="ICatalog"/>. The file is opened at the first use, with a <see cref="CatalogException"/> when that fails.</summary>
    public static IServiceCollection AddCatalog(this IServiceCollection services) =>
        services.AddSingleton<ICatalog>(provider => LiteDbCatalog.Open(provider.GetRequiredService<ServerSettings>().CatalogFile));

    /// <summary>Adds <see cref="JobEngine"/>. It needs <see cref="IAgentSessions"/>, <see cref="IRebuildPlanning"/>, <see cref="IWipeDesk"/>, <see cref="IJobWakeUp"/> and <see cref="IBootImageOrders"/>.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(new JobLimits());
        return services.AddSingleton<JobBoard>().AddSingleton<ServerWorkQueue>().AddSingleton<JobEngine>().AddHostedService<JobClock>();
    }
}
