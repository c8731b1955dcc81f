using System;
using System.Collections;
using System.CommandLine;
using System.Text.Json;
using System.Threading;
using System.Threading.Tasks;
using Monitas.BootServer.Api;
using Monitas.BootServer.Configuration;
using Monitas.Contracts.Jobs;

namespace Monitas.BootServer.Cli;

/// <summary>Runs one-shot commands: opens the way to the daemon, and turns every end into an exit code.</summary>
internal sealed class CliRunner(CliTerminal terminal, IDictionary environment, TimeProvider clock)
{
    /// <summary>--json.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "Write the answer as JSON.", Recursive = true };

    /// <summary>--conf FILE.</summary>
    public Option<string?> Conf { get; } = new("--conf") { Description = $"Read settings from this file instead of {ServerSettings.DefaultFile}.", HelpName = "FILE", Recursive = true };

    /// <summary>--set section:key=value.</summary>
    public Option<string[]> Set { get; } = new("--set") { Description = "Set one setting, such as server:https-port=8444; may be repeated.", HelpName = "SECTION:KEY=VALUE", Recursive = true };

    /// <summary>--socket PATH.</summary>
    public Option<string?> Socket { get; } = new("--socket") { Description = $"Talk to the daemon on this socket (else: [server] socket, {ServerSettings.DefaultSocket}).", HelpName = "PATH", Recursive = true };

    /// <summary>Gives a command its work.</summary>
    public Command Bind(Command command, Func<CliContext, ParseResult, CancellationToken, Task<ExitCode>> work)
    {
        command.SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, work, cancellationToken));
        return command;
    }

    /// <summary>The settings that a command line leads to.</summary>
    /// <exception cref="SettingsException">They cannot be used.</exception>
    public ServerSettings Settings(ParseResult parsed) => SettingsLoader.Load(parsed.GetValue(Conf), parsed.GetValue(Set) ?? [], environment);

    private async Task<ExitCode> RunAsync(ParseResult parsed, Func<CliContext, ParseResult, CancellationToken, Task<ExitCode>> work, CancellationToken cancellationToken)
    {
        try
        {
            using var api = new ApiClient(parsed.GetValue(Socket) ?? Settings(parsed).Socket);
            return await work(new CliContext(api, terminal, parsed.GetValue(Json), clock), parsed, cancellationToken);
        }
        catch (CliException e)
        {
            return Fail(parsed, e.Code, e.Message);
        }
        catch (SettingsException e)
        {
            return Fail(parsed, ExitCode.BadUsage, [.. e.Errors]);
        }
        catch (OperationCanceledException)
        {
            return Fail(parsed, ExitCode.Failed, "interrupted; what was ordered goes on (monitas-server job list).");
        }
    }

    private ExitCode Fail(ParseResult parsed, ExitCode code, params string[] messages)
    {
        foreach (string message in messages)
        {
            terminal.Error.WriteLine($"monitas-server: {message}");
        }
        if (parsed.GetValue(Json))
        {
            terminal.Output.WriteLine(JsonSerializer.Serialize(new CliFailure(code, string.Join(' ', messages)), ApiJson.Default.CliFailure));
        }
        return code;
    }
}
