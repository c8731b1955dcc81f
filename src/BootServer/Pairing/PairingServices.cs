using Microsoft.Extensions.DependencyInjection;

namespace Monitas.BootServer.Pairing;

/// <summary>Registers the pairing of unknown PCs.</summary>
internal static class PairingServices
{
    /// <summary>Adds <see cref="PairingDesk"/>. It needs the catalog and the boot log.</summary>
    public static IServiceCollection AddPairing(this IServiceCollection services) => services.AddSingleton<WaitingMachines>().AddSingleton<PairingDesk>();
}
