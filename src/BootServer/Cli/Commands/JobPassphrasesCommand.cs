using System.CommandLine;
using Monitas.BootServer.Api;
using Monitas.Catalog.Records;
using Monitas.Contracts.Jobs;
using Monitas.Contracts.Messages;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>job passphrases: the new passphrases of a rebuild's LUKS devices, once.</summary>
internal static class JobPassphrasesCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CliRunner runner)
    {
        Argument<string> number = Arguments.Job();
        return runner.Bind(new Command("passphrases", "Show the new LUKS passphrases of a rebuild; the server forgets them then.") { number }, async (context, parsed, cancellationToken) =>
        {
            string path = Arguments.Path(ApiRoutes.JobPassphrases, parsed.GetRequiredValue(number));
            RebuildKeys keys = await context.Api.GetAsync(path, ApiJson.Default.RebuildKeys, cancellationToken);
            if (context.Json)
            {
                context.WriteJson(keys, ApiJson.Default.RebuildKeys);
            }
            else
            {
                context.Say("Write these down, spaces too. Each opens the LUKS device with this UUID, also when the PC asks for it at its start:");
                foreach (RebuildKey key in keys.Keys)
                {
                    context.Say($"  {key.Uuid}  {key.Passphrase}");
                }
            }

            // Only now that they are shown: an answer that is lost on the way must not lock anybody out.
            JobRecord job = await context.Api.DeleteAsync(path, ApiJson.Default.JobRecord, cancellationToken);
            if (!context.Json)
            {
                context.Say($"The server has forgotten them. They cannot be shown again for job {job.Id}.");
            }
            return ExitCode.Done;
        });
    }
}
