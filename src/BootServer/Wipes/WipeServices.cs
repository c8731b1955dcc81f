using Microsoft.Extensions.DependencyInjection;
using Monitas.BootServer.Jobs;

namespace Monitas.BootServer.Wipes;

/// <summary>Registers the planning and certifying of wipes.</summary>
internal static class WipeServices
{
    /// <summary>Adds what the job engine asks.</summary>
    public static IServiceCollection AddWipes(this IServiceCollection services) => services.AddSingleton<IWipeDesk, WipeDesk>();
}
