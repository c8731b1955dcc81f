using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Export;
using Monitas.BootServer.Search;
using Monitas.BootServer.StoreKeys;
using Monitas.BootServer.Users;

namespace Monitas.BootServer.Api;

/// <summary>Registers the sysadmin's interface.</summary>
internal static class ApiServices
{
    /// <summary>Adds the listener on the Unix socket. It needs the catalog, the job engine, <see cref="IServerIdentity"/>, <see cref="IBootReport"/> and the store.</summary>
    public static IServiceCollection AddApi(this IServiceCollection services) => services
        .AddSingleton<Lookup>()
        .AddSingleton<MachineRoutes>()
        .AddSingleton<MachineCardRoutes>()
        .AddSingleton<LookRoutes>()
        .AddSingleton<PairingRoutes>()
        .AddSingleton<BootImageRoutes>()
        .AddSingleton<StatusRoutes>()
        .AddSingleton<ArchiveRoutes>()
        .AddSingleton<ArchiveContentRoutes>()
        .AddSingleton<RetentionRoutes>()
        .AddSearch()
        .AddExport()
        .AddSingleton<VolumeRoutes>()
        .AddSingleton<StoreKeyReload>()
        .AddSingleton<StoreKeyRoutes>()
        .AddSingleton<JobRoutes>()
        .AddSingleton<PrepOrders>()
        .AddSingleton<PrepRoutes>()
        .AddSingleton<WipeRoutes>()
        .AddSingleton<ScheduleRoutes>()
        .AddSingleton<ScheduleTextRoutes>()
        .AddSingleton<OverviewRoutes>()
        .AddSingleton<UserPasswords>()
        .AddSingleton<UserRoutes>()
        .AddSingleton<AlertRoutes>()
        .AddSingleton<ApiEndpoints>()
        .AddSingleton<ApiListener>()
        .AddHostedService(provider => provider.GetRequiredService<ApiListener>());
}
