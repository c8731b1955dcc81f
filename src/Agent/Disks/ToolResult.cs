namespace Monitas.Agent.Disks;

/// <summary>What an external program left behind.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">All of its standard output.</param>
/// <param name="Errors">All of its standard error.</param>
internal sealed record ToolResult(int ExitCode, string Output, string Errors);
