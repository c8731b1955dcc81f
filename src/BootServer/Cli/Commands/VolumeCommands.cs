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
                context.Say($"The catalog has {CountText.Of(reply.Archives, "archive")} in {CountText.Of(reply.Volumes, "volume")}.{machines}");
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
            Words.Of(v.Volume.Verified) + (v.Volume.DamageCount > 0 ? $" DAMAGED in {CountText.Of(v.Volume.DamageCount, "place")}" : ""),
            VolumeText.Of(v),
        ]));
        return ExitCode.Done;
    });

    private static Command Verify(CliRunner runner)
    {
        var id = new Argument<string>("volume") { Description = "Its id or beginning of id (else all volumes in turn).", DefaultValueFactory = _ => "" };
        Option<bool> noWait = ServerJobs.NoWait();
        return runner.Bind(new Command("verify", "Read volumes again and compare every byte with its digest; name what is damaged and which files that hits.") { id, noWait }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(ApiRoutes.VolumeVerify, ("volume", parsed.GetValue(id) ?? ""));
            IReadOnlyList<JobFinding> findings = await ServerJobs.RunAsync(context, route, parsed.GetValue(noWait), cancellationToken);
            List<VolumeVerification> all = [.. findings.Select(finding => finding.Volume).OfType<VolumeVerification>()];
            if (parsed.GetValue(noWait))
            {
                return ExitCode.Done;
            }
            if (!context.Json)
            {
                all.ForEach(found => Write(context, found));
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
        context.Say($"{found.Volume}: {(found.Ok ? "sound" : $"DAMAGED in {CountText.Of(found.DamageCount, "place")}")}, {CountText.Of(found.Chunks, "chunk")}, {SizeText.Of(found.Bytes)} read.");
        if (found.Unchecked.Length > 0)
        {
            context.Say($"  {found.Unchecked}");
        }
        foreach (StoredDamage damage in found.Damage)
        {
            context.Say($"  ! {(damage.File.Length > 0 ? damage.File : "the volume")} at byte {damage.OffsetBytes} of the volume: {damage.What}");
        }
        if (found.DamageCount > found.Damage.Count)
        {
            context.Say($"  ! and {CountText.Of(found.DamageCount - found.Damage.Count, "place")} more");
        }
        foreach (HitFile file in found.Files)
        {
            context.Say($"  ! hits {file.Path} in archive {file.Number} of {file.Machine}");
        }
        if (found.FileCount > found.Files.Count)
        {
            context.Say($"  ! and {CountText.Of(found.FileCount - found.Files.Count, "file")} more");
        }
    }
}
