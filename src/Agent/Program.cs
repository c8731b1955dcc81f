using Monitas.Agent.Cli;

return (int)await AgentCommands.RunAsync(args).ConfigureAwait(false);
