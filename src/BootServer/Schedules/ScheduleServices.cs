using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.Schedules;

/// <summary>Puts the schedule into the host.</summary>
internal static class ScheduleServices
{
    /// <summary>Adds it. Needs the catalog, the job engine, the agents' sessions and the waker.</summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services) => services
        .AddSingleton<ScheduleKeeper>()
        .AddSingleton<ScheduleMoments>()
        .AddSingleton<ScheduleRunner>()
        .AddHostedService(provider => provider.GetRequiredService<ScheduleRunner>());
}
