using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Verify;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>archive ls, verify.</summary>
internal static class ArchiveContentCommands
{
    /// <summary>archive ls M [PATH].</summary>
    public static Command Ls(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var path = new Argument<string>("path") { Description = "The directory or file in the archive.", DefaultValueFactory = _ => "/" };
        Option<string> archive = Arguments.Archive();
        var all = new Option<bool>("--recursive", "-r") { Description = "All below it, not only the first level." };
        return runner.Bind(new Command("ls", "List what is in an archive.") { machine, path, archive, all }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(
                ApiRoutes.ArchiveFiles,
                ("machine", parsed.GetRequiredValue(machine)),
                ("archive", parsed.GetValue(archive) ?? ""),
                ("path", Convert.ToBase64String(Arguments.PathBytes(parsed.GetValue(path)!))),
                ("all", parsed.GetValue(all) ? "true" : ""));
            await WriteFilesAsync(context, route, cancellationToken);
            return ExitCode.Done;
        });
    }

    /// <summary>archive verify M [ARCHIVE].</summary>
    public static Command Verify(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Argument<string> archive = ArchiveCommands.ArchiveArgument();
        Option<bool> noWait = ServerJobs.NoWait();
        return runner.Bind(new Command("verify", "Read an archive's volumes and compare every chunk with its digest.") { machine, archive, noWait }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(ApiRoutes.ArchiveVerify, ("machine", parsed.GetRequiredValue(machine)), ("archive", parsed.GetValue(archive) ?? ""));
            IReadOnlyList<JobFinding> findings = await ServerJobs.RunAsync(context, route, parsed.GetValue(noWait), cancellationToken);
            if (findings.Select(finding => finding.Archive).OfType<VerifyReply>().LastOrDefault() is not { } reply)
            {
                return ExitCode.Done;
            }
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.VerifyReply);
            }
            else
            {
                Write(context, reply);
            }
            return reply.Ok ? ExitCode.Done : ExitCode.Failed;
        });
    }

    /// <summary>Files as they come: an archive may hold millions. With --json each is one line (NDJSON).</summary>
    private static async Task WriteFilesAsync(CliContext context, string route, CancellationToken cancellationToken)
    {
        await foreach (FileView file in context.Api.LinesAsync(route, ApiJson.Default.FileView, cancellationToken))
        {
            string line = context.Json
                ? System.Text.Json.JsonSerializer.Serialize(file, ApiJson.Default.FileView)
                : $"{file.Kind[0]}{file.Mode} {file.Owner,-17} {file.SizeBytes,13} {Words.Of(file.Modified)} {file.Path}{(file.LinkTarget.Length > 0 ? " -> " + file.LinkTarget : "")}";
            await context.Terminal.Output.WriteLineAsync(line);
        }
    }

    private static void Write(CliContext context, VerifyReply reply)
    {
        foreach (string damage in reply.Damages)
        {
            context.Say($"! {damage}");
        }
        foreach (HitFile file in reply.Files)
        {
            context.Say($"! cannot be restored: {file.Path}");
        }
        if (reply.FileCount > reply.Files.Count)
        {
            context.Say($"! and {CountText.Of(reply.FileCount - reply.Files.Count, "file")} more");
        }
        foreach (string note in reply.Unchecked)
        {
            context.Say(note);
        }
        string verdict = reply.Ok ? "The archive is sound" : $"The archive is DAMAGED ({CountText.Of(reply.Damages.Count, "finding")})";
        context.Say($"{verdict}: {CountText.Of(reply.Chunks, "chunk")}, {SizeText.Of(reply.Bytes)} read.");
    }
}
