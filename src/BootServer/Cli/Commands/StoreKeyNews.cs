using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>Has a running server take in what has become of the store's keys, and says whether it did.</summary>
internal static class StoreKeyNews
{
    /// <summary>Tells it. What is said of that goes beside the output, which may be a recovery sheet.</summary>
    /// <returns>Warnings when a server runs on this store and has not taken them in.</returns>
    public static async Task<ExitCode> TellAsync(CliContext context, string store, CancellationToken cancellationToken)
    {
        StoreKeysInUse used;
        try
        {
            used = await context.Api.PostAsync(ApiRoutes.StoreKeys, ApiJson.Default.StoreKeysInUse, cancellationToken);
        }
        catch (CliException e) when (e.Code == ExitCode.Unreachable)
        {
            await context.Terminal.Error.WriteLineAsync("No server was reached; one takes this in when it is started (a running one: systemctl restart monitas-server).");
            return ExitCode.Done;
        }
        if (used.Store != store)
        {
            await context.Terminal.Error.WriteLineAsync($"The server that runs here has another store ({used.Store}).");
            return ExitCode.Done;
        }
        await context.Terminal.Error.WriteLineAsync(used.Problem.Length > 0
            ? $"! {used.Problem}"
            : $"The running server has taken this in{(used.SealsWith is { } key ? $": it seals new volumes with key {key}" : "; it seals no new volumes (encryption = none)")}.");
        return used.Problem.Length > 0 ? ExitCode.Warnings : ExitCode.Done;
    }
}
