using System;
using System.Collections;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Cli.Commands;
using Monitas.BootServer.Configuration;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli;

/// <summary>The command line of monitas-server.</summary>
internal sealed class CommandLine
{
    private readonly CliTerminal _terminal;
    private readonly RootCommand _root;
    private readonly Option<bool> _asDaemon = new("-d", "--daemon") { Description = "Run the server itself (as systemd does)." };

    /// <summary>A command line over this terminal.</summary>
    /// <param name="terminal">Where it reads and writes.</param>
    /// <param name="environment">The environment, for settings.</param>
    /// <param name="clock">The time.</param>
    /// <param name="daemon">Runs the daemon until it is told to stop.</param>
    public CommandLine(CliTerminal terminal, IDictionary environment, TimeProvider clock, Func<ServerSettings, CancellationToken, Task<ExitCode>> daemon)
    {
        _terminal = terminal;
        var runner = new CliRunner(terminal, environment, clock);
        _root = new RootCommand("Monitas keeps every PC on the LAN restorable. Without a command, the server's status is shown.")
        {
            _asDaemon, runner.Json, runner.Conf, runner.Set, runner.Socket,
            StatusCommand.Make(runner), MachineCommands.Make(runner), JobOrderCommands.Backup(runner), JobOrderCommands.Restore(runner), JobOrderCommands.Compare(runner),
            RebuildCommand.Make(runner), PrepCommand.Make(runner), WipeCommand.Make(runner), ArchiveCommands.Make(runner), PruneCommand.Make(runner), SearchCommands.Age(runner), SearchCommands.Find(runner), JobCommands.Make(runner), VolumeCommands.Make(runner),
            VolumeCommands.Catalog(runner), StoreCommands.Make(runner), ScheduleCommands.Make(runner), UserCommands.Make(runner), AlertCommands.Make(runner), BootCommands.Make(runner),
        };
        runner.Bind(_root, StatusCommand.RunAsync);
        var status = _root.Action as System.CommandLine.Invocation.AsynchronousCommandLineAction;
        _root.SetAction(async (parsed, cancellationToken) => parsed.GetValue(_asDaemon)
            ? (int)await RunDaemonAsync(runner, parsed, daemon, cancellationToken)
            : await status!.InvokeAsync(parsed, cancellationToken));
    }

    /// <summary>Runs one command line; returns an <see cref="ExitCode"/>.</summary>
    public async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        ParseResult parsed = _root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError error in parsed.Errors)
            {
                await _terminal.Error.WriteLineAsync($"monitas-server: {error.Message}");
            }
            await _terminal.Error.WriteLineAsync($"Try: {Name(parsed.CommandResult)} --help");
            return (int)ExitCode.BadUsage;
        }
        var configuration = new InvocationConfiguration { Output = _terminal.Output, Error = _terminal.Error, EnableDefaultExceptionHandler = false };
        if (parsed.GetValue(_asDaemon))
        {
            // The daemon's host handles signals itself and takes the time that it needs to stop.
            configuration.ProcessTerminationTimeout = null;
        }
        return await parsed.InvokeAsync(configuration, cancellationToken);
    }

    private async Task<ExitCode> RunDaemonAsync(
        CliRunner runner, ParseResult parsed, Func<ServerSettings, CancellationToken, Task<ExitCode>> daemon, CancellationToken cancellationToken)
    {
        try
        {
            return await daemon(runner.Settings(parsed), cancellationToken);
        }
        catch (SettingsException e)
        {
            foreach (string error in e.Errors)
            {
                await _terminal.Error.WriteLineAsync($"monitas-server: {error}");
            }
            return ExitCode.Failed;
        }
    }

    private static string Name(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{Name(parent)} {result.Command.Name}" : "monitas-server";
}
