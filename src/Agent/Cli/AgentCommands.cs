using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.IO;
using System.Runtime.InteropServices;
using System.Threading;
using System.Threading.Tasks;
using Monitas.Agent.Boot;
using Monitas.Agent.Session;
using Monitas.Agent.Settings;
using Monitas.Contracts.Jobs;

namespace Monitas.Agent.Cli;

/// <summary>The agent's command line.</summary>
internal static class AgentCommands
{
    private const string DefaultSettingsFile = "/etc/monitas/agent.conf";

    /// <summary>Parses and runs one call.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<ExitCode> RunAsync(string[] args)
    {
        using CancellationTokenSource stop = new();
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, c => Stop(c, stop));
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, c => Stop(c, stop));
        ExitCode code = ExitCode.Done;
        RootCommand root = Build(async work => code = await GuardAsync(work, stop.Token).ConfigureAwait(false));
        ParseResult parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message).ConfigureAwait(false);
            }
            await Console.Error.WriteLineAsync("See: monitas-agent --help").ConfigureAwait(false);
            return ExitCode.BadUsage;
        }
        await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, CancellationToken.None).ConfigureAwait(false);
        return code;
    }

    private static RootCommand Build(Func<Func<CancellationToken, Task<ExitCode>>, Task> run)
    {
        Option<string> conf = new("--conf") { Description = "The settings file.", DefaultValueFactory = _ => DefaultSettingsFile, Recursive = true };
        Option<bool> json = new("--json") { Description = "Answer as JSON.", Recursive = true };
        Option<bool> daemon = new("--daemon", "-d") { Description = "Run as the daemon that takes the server's orders." };
        RootCommand root = new("The Monitas agent: backs this machine up and restores it on its server's order.") { conf, json, daemon };
        root.SetAction(p => run(c => p.GetValue(daemon)
            ? DaemonCommand.RunAsync(AgentSettings.Read(p.GetValue(conf)!), TimeProvider.System, c)
            : StatusCommand.RunAsync(AgentSettings.Read(p.GetValue(conf)!), p.GetValue(json), TimeProvider.System)));

        Command status = new("status", "Is this machine enrolled and connected, and what is it doing?");
        status.SetAction(p => run(_ => StatusCommand.RunAsync(AgentSettings.Read(p.GetValue(conf)!), p.GetValue(json), TimeProvider.System)));

        Argument<string> url = new("url") { Description = "The server's address, such as https://10.0.0.5:8443." };
        Option<string> token = new("--token") { Description = "The one-time token from: monitas-server machine token NAME.", Required = true };
        Command enroll = new("enroll", "Tie this machine to a server.") { url, token };
        enroll.SetAction(p => run(c => EnrollCommand.RunAsync(
            AgentSettings.Read(p.GetValue(conf)!), p.GetValue(url)!, p.GetValue(token)!, p.GetValue(json), c)));

        Command boot = new("boot", "Run inside the boot image (started by its init).") { Hidden = true };
        boot.SetAction(_ => run(c => BootCommand.RunAsync(TimeProvider.System, c)));

        root.Add(status);
        root.Add(enroll);
        root.Add(boot);
        return root;
    }

    /// <summary>Runs a command; whatever a person must know becomes one sentence on standard error.</summary>
    private static async Task<ExitCode> GuardAsync(Func<CancellationToken, Task<ExitCode>> work, CancellationToken stop)
    {
        try
        {
            return await work(stop).ConfigureAwait(false);
        }
        catch (AgentException e)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return e.ExitCode;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Done;
        }
    }

    private static void Stop(PosixSignalContext context, CancellationTokenSource stop)
    {
        context.Cancel = true;
        stop.Cancel();
    }
}
