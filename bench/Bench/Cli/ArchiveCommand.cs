using System.CommandLine;
using System.IO;
using Monitas.Bench.Archive;
using Monitas.Bench.Archive.Archivers;

namespace Monitas.Bench.Cli;

/// <summary>archive: how fast, how small and with how much memory backups, restores and checks are.</summary>
public static class ArchiveCommand
{
    /// <summary>The command.</summary>
    public static Command Make()
    {
        BenchOptions options = new(ArchiveBench.Parts);
        Option<string> agent = new("--agent") { Description = "The agent's program.", Required = true };
        Command command = new("archive", "Backup, restore and verify, beside restic, borg and tar|zstd.") { agent };
        return options.Bind(command, (parsed, report, cancellation) =>
        {
            ArchiveSizes sizes = parsed.GetRequiredValue(options.Size) switch
            {
                "quick" => ArchiveSizes.Quick,
                "smoke" => ArchiveSizes.Smoke,
                _ => ArchiveSizes.Full,
            };
            sizes = parsed.GetValue(options.Rounds) is { } times ? sizes with { Rounds = times } : sizes;
            MonitasPrograms programs = new(Path.GetFullPath(parsed.GetRequiredValue(options.Server)), Path.GetFullPath(parsed.GetRequiredValue(agent)));
            return new ArchiveBench(programs, Path.GetFullPath(parsed.GetRequiredValue(options.Folder)), sizes, report).RunAsync(parsed.GetValue(options.Only), cancellation);
        });
    }
}
