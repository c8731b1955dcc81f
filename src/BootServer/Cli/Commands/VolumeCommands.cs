using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Verify;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>volume list, verify; catalog rebuild.</summary>
internal static class VolumeCommands
{
    /// <summary>The commands on volumes.</summary>
    public static Command Make(CliRunner runner) => new("volume", "Volumes in the store.") { List(runner), Verify(runner) };

    /// <summary>catalog rebuild.</summary>
    public static Command Catalog(CliRunner runner) => new("catalog", "The catalog: what exists, and where.")
    {
        runner.Bind(new Command("rebuild", "Make the catalog's archives and volumes anew from the volumes alone; machines that it lost come back without credentials."), async (context, _, cancellationToken) =>
        {
            RebuildReply reply = await context.Api.PostAsync(ApiRoutes.CatalogRebuild, ApiJson.Default.RebuildReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.RebuildReply);
            }
            else
            {
                foreach (string problem in reply.Problems)
                {
                    context.Say($"! {problem}");
                }
                string machines = reply.AddedMachines.Count > 0 ? $" Machines that came back (each enrols anew with a token): {string.Join(", ", reply.AddedMachines)}." : "";
                context.Say($"The catalog has {reply.Archives} archives in {reply.Volumes} volumes.{machines}");
            }
            return reply.Problems.Count > 0 ? ExitCode.Warnings : ExitCode.Done;
        }),
    };

    private static Command List(CliRunner runner) => runner.Bind(new Command("list", "List all volumes."), async (context, _, cancellationToken) =>
    {
        IReadOnlyList<VolumeView> volumes = await context.Api.GetAsync(ApiRoutes.Volumes, ApiJson.Default.IReadOnlyListVolumeView, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(volumes, ApiJson.Default.IReadOnlyListVolumeView);
            return ExitCode.Done;
        }
        TextTable.Write(context.Terminal, "No volumes.", ["VOLUME", "SIZE", "SEALED", "READ AGAIN", "HOLDS"], volumes.Select(v => (IReadOnlyList<string>)
        [
            v.Volume.Name,
            SizeText.Of(v.Volume.SizeBytes),
            Words.Of(v.Volume.Sealed),
            Words.Of(v.Volume.Verified) + (v.Volume.DamageCount > 0 ? $" DAMAGED in {v.Volume.DamageCount} places" : ""),
            VolumeText.Of(v),
        ]));
        return ExitCode.Done;
    });

    private static Command Verify(CliRunner runner)
    {
        var id = new Argument<string>("volume") { Description = "Its id or beginning of id (else all volumes in turn).", DefaultValueFactory = _ => "" };
        return runner.Bind(new Command("verify", "Read volumes again and compare every byte with its digest; name what is damaged and which files that hits.") { id }, async (context, parsed, cancellationToken) =>
        {
            string named = parsed.GetValue(id) ?? "";
            IEnumerable<string> ids = named.Length > 0
                ? [named]
                : (await context.Api.GetAsync(ApiRoutes.Volumes, ApiJson.Default.IReadOnlyListVolumeView, cancellationToken)).Select(view => view.Volume.Id.ToString());
            List<VolumeVerification> all = [];
            foreach (string one in ids)
            {
                all.Add(await context.Api.PostAsync(Arguments.Path(ApiRoutes.VolumeVerify, one), ApiJson.Default.VolumeVerification, cancellationToken));
                if (!context.Json)
                {
                    Write(context, all[^1]);
                }
            }
            if (context.Json)
            {
                context.WriteJson(all, ApiJson.Default.IReadOnlyListVolumeVerification);
            }
            return all.TrueForAll(found => found.Ok) ? ExitCode.Done : ExitCode.Failed;
        });
    }

    private static void Write(CliContext context, VolumeVerification found)
    {
        context.Say($"{found.Volume}: {(found.Ok ? "sound" : $"DAMAGED in {found.Damage.Count} places")}, {found.Chunks} chunks, {SizeText.Of(found.Bytes)} read.");
        if (found.Unchecked.Length > 0)
        {
            context.Say($"  {found.Unchecked}");
        }
        foreach (StoredDamage damage in found.Damage)
        {
            context.Say($"  ! {(damage.File.Length > 0 ? damage.File : "the volume")} at byte {damage.OffsetBytes} of the volume: {damage.What}");
        }
        foreach (HitFile file in found.Files)
        {
            context.Say($"  ! hits {file.Path} in archive {file.Number} of {file.Machine}");
        }
        if (found.FileCount > found.Files.Count)
        {
            context.Say($"  ! and {found.FileCount - found.Files.Count} files more");
        }
    }
}
