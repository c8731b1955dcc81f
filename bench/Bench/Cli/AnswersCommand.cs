using System;
using System.CommandLine;
using System.IO;
using Monitas.Bench.Answers;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Cli;

/// <summary>answers: how fast the server tells what archives hold.</summary>
public static class AnswersCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        Option<string> size = new("--size") { Description = "full, quick, or smoke (only to see that all parts work).", DefaultValueFactory = _ => "full" };
        size.AcceptOnlyFromAmong("full", "quick", "smoke");
        Option<bool> json = new("--json") { Description = "Print one JSON document; progress goes to standard error." };
        Option<string> server = new("--server") { Description = "The server's program.", Required = true };
        Option<string> folder = new("--out") { Description = "Where the generated archives lie; emptied before.", Required = true };
        Command command = new("answers", "age and find over generated archives.") { size, json, server, folder };
        command.SetAction(async (parsed, cancellation) =>
        {
            AnswersSizes sizes = parsed.GetRequiredValue(size) switch
            {
                "quick" => AnswersSizes.Quick,
                "smoke" => AnswersSizes.Smoke,
                _ => AnswersSizes.Full,
            };
            AnswersBench bench = new(Path.GetFullPath(parsed.GetRequiredValue(server)), Path.GetFullPath(parsed.GetRequiredValue(folder)), sizes, new Report(Console.Error));
            Report report = await bench.RunAsync(cancellation);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(ReportText.Json(report));
                ReportText.WriteFailures(Console.Error, report);
            }
            else
            {
                ReportText.Write(Console.Out, report);
            }
            return report.Failures.Count == 0 ? 0 : 1;
        });
        return command;
    }
}
