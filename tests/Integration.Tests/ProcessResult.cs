namespace Monitas.Integration.Tests;

/// <summary>What a finished program left.</summary>
internal sealed record ProcessResult(int ExitCode, string Output, string Error);
