using System.CommandLine;
using System.Collections.Generic;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Retention;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>prune: removes what retention does not keep.</summary>
internal static class PruneCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CliRunner runner)
    {
        var dryRun = new Option<bool>("--dry-run") { Description = "Only show what would go, why the rest stays, and what space comes back." };
        Option<bool> noWait = ServerJobs.NoWait();
        var command = new Command("prune", "Remove the archives that [retention] in server.conf does not keep, and give the space back that nothing needs any more.") { dryRun, noWait };
        return runner.Bind(command, async (context, parsed, cancellationToken) =>
        {
            PruneReply? reply = parsed.GetValue(dryRun)
                ? await context.Api.GetAsync(ApiRoutes.PrunePlan, ApiJson.Default.PruneReply, cancellationToken)
                : (await ServerJobs.RunAsync(context, ApiRoutes.Prune, parsed.GetValue(noWait), cancellationToken)).Select(finding => finding.Prune).OfType<PruneReply>().FirstOrDefault();
            if (reply is null)
            {
                return ExitCode.Done;
            }
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.PruneReply);
            }
            else
            {
                Write(context, reply);
            }
            return reply.Problems.Count > 0 ? ExitCode.Warnings : ExitCode.Done;
        });
    }

    private static void Write(CliContext context, PruneReply reply)
    {
        if (reply.DryRun)
        {
            TextTable.Write(context.Terminal, "No archives.", ["MACHINE", "ARCHIVE", "MADE", "", "WHY"], reply.Archives.Select(a => (IReadOnlyList<string>)
                [a.Machine, $"{a.Number}", Words.Of(a.Time), a.Kept ? "stays" : "GOES", string.Join(", ", a.Reasons)]));
            TextTable.Write(context.Terminal, "No volumes.", ["VOLUME", "SIZE", "IN USE", "", "WHY"], reply.Volumes.Select(v => (IReadOnlyList<string>)
                [v.Volume.ToString(), SizeText.Of(v.SizeBytes), SizeText.Of(v.LiveBytes), v.Kept ? "stays" : "GOES", v.Why]));
        }
        foreach (string problem in reply.Problems)
        {
            context.Say($"! {problem}");
        }
        int archives = reply.Archives.Count(a => !a.Kept);
        int volumes = reply.Volumes.Count(v => !v.Kept);
        string freed = reply.FreedBytes >= 0 ? SizeText.Of(reply.FreedBytes) : "nothing";
        context.Say(reply.DryRun
            ? $"{archives} of {CountText.Of(reply.Archives.Count, "archive")} and {volumes} of {CountText.Of(reply.Volumes.Count, "volume")} would go; {freed} would come back. Nothing was changed."
            : $"{CountText.Of(archives, "archive")} and {CountText.Of(volumes, "volume")} are gone; {freed} came back.");
    }
}
