using System;
using System.CommandLine;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Bench.Figures;

namespace Monitas.Bench.Cli;

/// <summary>The options that every benchmark takes, and how it shows its report.</summary>
public sealed class BenchOptions
{
    private readonly Option<bool> _json = new("--json") { Description = "Print one JSON document; progress goes to standard error." };

    /// <summary>The options of a benchmark with these parts.</summary>
    public BenchOptions(params string[] parts)
    {
        Size.AcceptOnlyFromAmong("full", "quick", "smoke");
        Only = new Option<string>("--only") { Description = $"One part: {string.Join(", ", parts)}." };
        Only.AcceptOnlyFromAmong(parts);
        Rounds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--rounds takes a number from 1.");
            }
        });
    }

    /// <summary>How much is measured.</summary>
    public Option<string> Size { get; } = new("--size") { Description = "full, quick, or smoke (only to see that all parts work).", DefaultValueFactory = _ => "full" };

    /// <summary>The one part to measure.</summary>
    public Option<string> Only { get; }

    /// <summary>How often each tool is measured.</summary>
    public Option<int?> Rounds { get; } = new("--rounds") { Description = "How often each tool is measured." };

    /// <summary>The server's program.</summary>
    public Option<string> Server { get; } = new("--server") { Description = "The server's program.", Required = true };

    /// <summary>Where files and logs go.</summary>
    public Option<string> Folder { get; } = new("--out") { Description = "Where files and logs go.", Required = true };

    /// <summary>Adds the options to a command; <paramref name="run"/> measures.</summary>
    public Command Bind(Command command, Func<ParseResult, Report, CancellationToken, Task> run)
    {
        foreach (Option option in (Option[])[Size, Only, Rounds, _json, Server, Folder])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, cancellation) =>
        {
            Report report = new(Console.Error);
            await run(parsed, report, cancellation);
            return Show(report, parsed.GetValue(_json));
        });
        return command;
    }

    private static int Show(Report report, bool json)
    {
        if (json)
        {
            Console.Out.WriteLine(ReportText.Json(report));
            ReportText.WriteFailures(Console.Error, report);
        }
        else
        {
            ReportText.Write(Console.Out, report);
        }

        return report.Failures.Count == 0 ? 0 : 1;
    }
}
