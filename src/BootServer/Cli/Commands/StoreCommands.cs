using System;
using System.Collections.Generic;
using System.CommandLine;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Backups;
using Monitas.BootServer.Cli.Output;
using Monitas.BootServer.Configuration;
using Monitas.BootServer.StoreKeys;
using Monitas.Contracts.Jobs;
using Monitas.Imaging;
using Monitas.Imaging.Stores;
using Monitas.Imaging.Volumes;

namespace Monitas.BootServer.Cli.Commands;

/// <summary>store begin-empty; store key init, status, show-recovery, add-passphrase, remove, rotate. They work on the store itself, whether the daemon runs or not; one that runs is told.</summary>
internal static class StoreCommands
{
    /// <summary>The commands.</summary>
    public static Command Make(CliRunner runner) => new("store", "The store of the volumes.")
    {
        BeginEmpty(runner),
        new Command("key", "The keys that seal the store's volumes.") { Init(runner), Status(runner), ShowRecovery(runner), AddPassphrase(runner), Remove(runner), Rotate(runner) },
    };

    private static Command BeginEmpty(CliRunner runner)
    {
        var yes = new Option<bool>("--yes") { Description = "Do not ask." };
        Command command = new("begin-empty", "Let the server start with an empty store when the volumes that it knows are lost for good; what still knows them keeps saying that they are missing.") { yes };
        return Bind(runner, command, async (context, settings, parsed, cancellationToken) =>
        {
            DirectoryStore store = new(settings.Store);
            IReadOnlyList<StoreItem> items = await store.ListAsync(cancellationToken);
            if (items.Any(item => VolumeNames.TryParse(item.Name, out _)))
            {
                throw new CliException(ExitCode.Refused, $"The store {settings.Store} holds volumes: nothing needs to begin there. Start the server.");
            }
            if (!EmptyStoreMark.IsIn(items))
            {
                if (!parsed.GetValue(yes))
                {
                    await AskAsync(context, settings.Store, cancellationToken);
                }
                await EmptyStoreMark.PutAsync(store, context.Clock.GetUtcNow(), cancellationToken);
            }
            context.Say($"The store {settings.Store} begins empty. Start the server: systemctl restart monitas-server");
            return ExitCode.Done;
        });
    }

    private static async Task AskAsync(CliContext context, string store, CancellationToken cancellationToken)
    {
        if (!context.Terminal.IsInteractive)
        {
            throw new CliException(ExitCode.Refused, $"Nobody can be asked whether {store} is empty because nothing is mounted there: say --yes when its volumes are lost for good.");
        }
        context.Say($"{store} holds no volume. If a disk or a share should be mounted there, mount that instead. Are its volumes lost for good? Type yes to begin a new store there:");
        if (await context.Terminal.ReadLineAsync(cancellationToken) is not { } answer || !answer.Trim().Equals("yes", StringComparison.OrdinalIgnoreCase))
        {
            throw new CliException(ExitCode.Refused, "Nothing was changed.");
        }
    }

    private static Command Init(CliRunner runner) => Bind(
        runner, new Command("init", "Make the store's first key, and its key file unless that is there."), async (desk, context, _, cancellationToken) => Say(context, await desk.InitAsync(cancellationToken)));

    private static Command Status(CliRunner runner) => Bind(runner, new Command("status", "List the keys, and whether they open."), async (desk, context, _, cancellationToken) =>
    {
        StoreKeyReport report = await desk.ReportAsync(cancellationToken);
        if (context.Json)
        {
            context.WriteJson(report, StoreKeyJson.Default.StoreKeyReport);
        }
        else
        {
            context.Say($"encryption = {report.Encryption}");
            TextTable.Write(context.Terminal, "The store has no keys.", ["KEY", "MADE", "SEALS NEW VOLUMES", "OPENS", "OPENED BY"], report.Keys.Select(key => (IReadOnlyList<string>)
                [key.Key, Words.Of(key.Created), key.Key == report.Active && report.Encryption != "none" ? "yes" : "", key.Opens ? "yes" : "no", string.Join(", ", key.OpenedBy)]));
        }
        if (report.Problem is { } problem)
        {
            context.Terminal.Error.WriteLine($"monitas-server: {problem}");
        }
        return report.Problem is null && report.Keys.All(key => key.Opens) ? ExitCode.Done : ExitCode.Warnings;
    });

    private static Command ShowRecovery(CliRunner runner) => Bind(
        runner, new Command("show-recovery", "Write the recovery sheet, to print and keep elsewhere."), async (desk, context, _, cancellationToken) =>
        {
            await context.Terminal.Output.WriteAsync(await desk.RecoverAsync(Environment.MachineName, cancellationToken));
            return desk.HasChanged ? await StoreKeyNews.TellAsync(context, desk.Store, cancellationToken) : ExitCode.Done;
        });

    private static Command AddPassphrase(CliRunner runner)
    {
        var file = new Option<string>("--passphrase-file") { Description = "Holds the passphrase; - reads it from the input (systemd-ask-password | ...).", HelpName = "FILE", Required = true };
        var name = new Option<string>("--name") { Description = "What to call it.", HelpName = "NAME", DefaultValueFactory = _ => "passphrase" };
        return Bind(runner, new Command("add-passphrase", "Let a passphrase open the keys too.") { file, name }, async (desk, context, parsed, cancellationToken) =>
        {
            string path = parsed.GetRequiredValue(file);
            byte[] passphrase = path == "-"
                ? Encoding.UTF8.GetBytes(await context.Terminal.ReadLineAsync(cancellationToken) ?? "")
                : await File.ReadAllBytesAsync(path, cancellationToken);
            Say(context, [await desk.AddPassphraseAsync(passphrase, path == "-" ? "the input" : path, parsed.GetRequiredValue(name), cancellationToken)]);
            return await StoreKeyNews.TellAsync(context, desk.Store, cancellationToken);
        });
    }

    private static Command Rotate(CliRunner runner)
    {
        var file = new Option<string?>("--new-key-file") { Description = "Make this key file; only it opens the new key.", HelpName = "FILE" };
        return Bind(runner, new Command("rotate", "Make a new key for new volumes; older volumes stay as they are.") { file }, async (desk, context, parsed, cancellationToken) =>
        {
            Say(context, await desk.RotateAsync(parsed.GetValue(file) is { } path ? Path.GetFullPath(path) : null, cancellationToken));
            return await StoreKeyNews.TellAsync(context, desk.Store, cancellationToken);
        });
    }

    private static Command Remove(CliRunner runner)
    {
        var name = new Argument<string>("name") { Description = "What store key status calls it; of a key file its id." };
        return Bind(runner, new Command("remove", "Let a passphrase or key file (a lost one, say) no longer open the keys; never the last one.") { name }, async (desk, context, parsed, cancellationToken) =>
        {
            Say(context, await desk.RemoveAsync(parsed.GetRequiredValue(name), cancellationToken));
            return await StoreKeyNews.TellAsync(context, desk.Store, cancellationToken);
        });
    }

    private static ExitCode Say(CliContext context, IReadOnlyList<string> lines)
    {
        foreach (string line in lines)
        {
            context.Say(line);
        }
        return ExitCode.Done;
    }

    private static Command Bind(CliRunner runner, Command command, Func<StoreKeyDesk, CliContext, ParseResult, CancellationToken, Task<ExitCode>> work) =>
        Bind(runner, command, (context, settings, parsed, cancellationToken) => work(new StoreKeyDesk(settings, context.Clock), context, parsed, cancellationToken));

    private static Command Bind(CliRunner runner, Command command, Func<CliContext, ServerSettings, ParseResult, CancellationToken, Task<ExitCode>> work) =>
        runner.Bind(command, async (context, parsed, cancellationToken) =>
        {
            try
            {
                return await work(context, runner.Settings(parsed), parsed, cancellationToken);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or VolumeFormatException)
            {
                throw new CliException(ExitCode.Failed, e.Message);
            }
        });
}
