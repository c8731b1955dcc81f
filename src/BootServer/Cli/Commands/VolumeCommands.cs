using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>volume list.</summary>
internal static class VolumeCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("volume", "Volumes in the store.")
    {
        runner.Bind(new Command("list", "List all volumes."), async (context, _, cancellationToken) =>
        {
            IReadOnlyList<VolumeView> volumes = await context.Api.GetAsync(ApiRoutes.Volumes, ApiJson.Default.IReadOnlyListVolumeView, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(volumes, ApiJson.Default.IReadOnlyListVolumeView);
                return ExitCode.Done;
            }
            TextTable.Write(context.Terminal, "No volumes.", ["VOLUME", "SIZE", "SEALED", "HOLDS"], volumes.Select(
                v => (IReadOnlyList<string>)[v.Volume.Name, SizeText.Of(v.Volume.SizeBytes), Words.Of(v.Volume.Sealed), VolumeText.Of(v)]));
            return ExitCode.Done;
        }),
    };
}
