using System;
using System.CommandLine;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>archive export.</summary>
internal static class ExportCommand
{
    private const string Volumes = "volumes";
    private const string TarZst = "tar.zst";
    private const string Iso = "iso";

    /// <summary>archive export M [ARCHIVE] --to FILE.</summary>
    public static Command Make(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        Argument<string> archive = ArchiveCommands.ArchiveArgument();
        var to = new Option<string>("--to") { Description = "The file to write, or - for the standard output; with the format volumes a new directory.", HelpName = "FILE", Required = true };
        var format = new Option<string>("--format")
        {
            Description = "tar.zst: the files with owners, times, attributes and ACLs (tar --xattrs --acls). iso: a plain ISO to browse, with owners and times, without attributes and ACLs. volumes: ISO volumes with just this archive, for another store or for EXTRACT.PY.",
            HelpName = "FORMAT",
            DefaultValueFactory = _ => TarZst,
        };
        format.AcceptOnlyFromAmong(TarZst, Iso, Volumes);
        return runner.Bind(new Command("export", "Write an archive, not encrypted, so that it can be used without the store and its keys.") { machine, archive, to, format }, (context, parsed, cancellationToken) =>
        {
            string target = parsed.GetRequiredValue(to);
            (string, string)[] which = [("machine", parsed.GetRequiredValue(machine)), ("archive", parsed.GetValue(archive) ?? "")];
            return parsed.GetRequiredValue(format) == Volumes
                ? VolumesAsync(context, Path.GetFullPath(target), which, cancellationToken)
                : StreamAsync(context, target, Arguments.Query(ApiRoutes.ArchiveExport, [.. which, ("format", parsed.GetRequiredValue(format))]), cancellationToken);
        });
    }

    private static async Task<ExitCode> VolumesAsync(CliContext context, string directory, (string, string)[] which, CancellationToken cancellationToken)
    {
        string route = Arguments.Query(ApiRoutes.ArchiveExport, [.. which, ("directory", Convert.ToBase64String(Encoding.UTF8.GetBytes(directory)))]);
        ExportReply reply = await context.Api.PostAsync(route, ApiJson.Default.ExportReply, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(reply, ApiJson.Default.ExportReply);
        }
        else
        {
            context.Say($"Wrote {string.Join(", ", reply.Volumes)} ({SizeText.Of(reply.Bytes)}) to {reply.Directory}.{Plain(reply.StoreEncrypted)}");
        }
        return ExitCode.Done;
    }

    private static async Task<ExitCode> StreamAsync(CliContext context, string target, string route, CancellationToken cancellationToken)
    {
        if (target == "-")
        {
            await using Stream output = Console.OpenStandardOutput();
            if (await context.Api.CopyAsync(route, output, cancellationToken))
            {
                await context.Terminal.Error.WriteLineAsync($"monitas-server:{Plain(true)}");
            }
            return ExitCode.Done;
        }
        target = Path.GetFullPath(target);
        if (Path.Exists(target))
        {
            throw new CliException(ExitCode.Refused, $"{target} is there already: remove it first, or name another file.");
        }
        (long bytes, bool isFromEncrypted) = await ToFileAsync(context, target, route, cancellationToken);
        if (context.Json)
        {
            context.WriteJson(new ExportReply(Path.GetDirectoryName(target) ?? "/", [Path.GetFileName(target)], bytes) { StoreEncrypted = isFromEncrypted }, ApiJson.Default.ExportReply);
        }
        else
        {
            context.Say($"Wrote {target} ({SizeText.Of(bytes)}).{Plain(isFromEncrypted)}");
        }
        return ExitCode.Done;
    }

    private static string Plain(bool isFromEncrypted) => isFromEncrypted ? " It is NOT encrypted, though the store is: whoever has it can read it." : "";

    /// <summary>The file gets its name when it is whole.</summary>
    private static async Task<(long Bytes, bool IsFromEncrypted)> ToFileAsync(CliContext context, string target, string route, CancellationToken cancellationToken)
    {
        string partial = target + ".partial";
        try
        {
            FileStreamOptions options = new() { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite };
            await using FileStream file = new(partial, options);
            bool isFromEncrypted = await context.Api.CopyAsync(route, file, cancellationToken);
            file.Flush(flushToDisk: true);
            File.Move(partial, target);
            return (file.Length, isFromEncrypted);
        }
        catch (Exception e) when (e is not IOException { HResult: 17 })
        {
            File.Delete(partial);
            throw e is IOException or UnauthorizedAccessException ? new CliException(ExitCode.Failed, $"{target} cannot be written: {e.Message}") : e;
        }
    }
}
