using System.Collections.Generic;
using System.CommandLine;
using System.Globalization;
using System.Linq;
using Monitas.BootServer.Api;
using Monitas.BootServer.Cli.Output;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Plans;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>archive space.</summary>
internal static class SpaceCommand
{
    /// <summary>archive space M [PATH].</summary>
    public static Command Make(CliRunner runner)
    {
        Argument<string> machine = Arguments.Machine();
        var path = new Argument<string>("path") { Description = "The directory in the archive.", DefaultValueFactory = _ => "/" };
        Option<string> archive = Arguments.Archive();
        var max = new Option<int>("--max") { Description = "Show so many directories and files.", HelpName = "NUMBER", DefaultValueFactory = _ => 20 };
        var onlyHere = new Option<bool>("--only-here") { Description = "Show also what no other archive of any machine holds; takes longer." };
        return runner.Bind(new Command("space", "Show what takes the space of an archive.") { machine, path, archive, max, onlyHere }, async (context, parsed, cancellationToken) =>
        {
            string route = Arguments.Query(
                ApiRoutes.ArchiveSpace,
                ("machine", parsed.GetRequiredValue(machine)),
                ("archive", parsed.GetValue(archive) ?? ""),
                ("path", Arguments.Base64(parsed.GetValue(path)!)),
                ("max", parsed.GetValue(max).ToString(CultureInfo.InvariantCulture)),
                ("onlyHere", parsed.GetValue(onlyHere) ? "true" : ""));
            SpaceReply reply = await context.Api.GetAsync(route, ApiJson.Default.SpaceReply, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(reply, ApiJson.Default.SpaceReply);
                return ExitCode.Done;
            }
            Write(context, reply, [.. reply.Children, reply.Total]);
            context.Say("");
            context.Say("The biggest files below it:");
            Write(context, reply, reply.Files);
            return ExitCode.Done;
        });
    }

    private static void Write(CliContext context, SpaceReply reply, IReadOnlyList<SpaceView> views) => TextTable.Write(
        context.Terminal,
        "None.",
        reply.HasOnlyHere ? ["SIZE", "STORED", "ONLY HERE", "ENTRIES", "PATH"] : ["SIZE", "STORED", "ENTRIES", "PATH"],
        views.Select(view => (IReadOnlyList<string>)
        [
            SizeText.Of(view.Bytes),
            SizeText.Of(view.StoredBytes),
            .. view.OnlyHereBytes is { } own ? [SizeText.Of(own)] : System.Array.Empty<string>(),
            $"{view.Entries}",
            view.Path,
        ]));
}
