using System;
using System.Threading;
using Monitas.BootServer;
using Monitas.BootServer.Cli;

CliTerminal terminal = CliTerminal.OfProcess();
var commandLine = new CommandLine(
    terminal,
    Environment.GetEnvironmentVariables(),
    TimeProvider.System,
    (settings, cancellationToken) => Daemon.RunAsync(settings, terminal.Error, cancellationToken));
return await commandLine.RunAsync(args, CancellationToken.None);
