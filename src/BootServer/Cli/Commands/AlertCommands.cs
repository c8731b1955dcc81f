using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>alert test.</summary>
internal static class AlertCommands
{
    /// <summary>The commands on alerts.</summary>
    public static Command Make(CliRunner runner) => new("alert", "Mail and webhooks that tell what is wrong ([alerts] in server.conf).")
    {
        runner.Bind(new Command("test", "Send an alert by each way that is set up, and say whether it was taken."), async (context, _, cancellationToken) =>
        {
            IReadOnlyList<AlertTestResult> results = await context.Api.PostAsync(ApiRoutes.AlertTest, ApiJson.Default.IReadOnlyListAlertTestResult, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(results, ApiJson.Default.IReadOnlyListAlertTestResult);
            }
            else
            {
                foreach (AlertTestResult result in results)
                {
                    context.Say(result.Problem.Length == 0 ? $"{result.Way}: taken, to {result.Target}." : $"! {result.Way}: {result.Problem}");
                }
            }
            return results.All(result => result.Problem.Length == 0) ? ExitCode.Done : ExitCode.Failed;
        }),
    };
}
