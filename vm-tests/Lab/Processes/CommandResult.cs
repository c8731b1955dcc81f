namespace Monitas.Lab.Processes;

/// <summary>How a program ended and what it wrote.</summary>
public sealed record CommandResult(string CommandLine, int ExitCode, string Output, string Errors)
{
    /// <summary>This result, when the program ended with 0.</summary>
    /// <exception cref="LabException">It ended otherwise; the message holds what it wrote last.</exception>
    public CommandResult MustSucceed() => ExitCode == 0
        ? this
        : throw new LabException($"'{CommandLine}' ended with {ExitCode}: {Tail(Errors.Length > 0 ? Errors : Output)}");

    private static string Tail(string text) => text.Length <= 2000 ? text.Trim() : "..." + text[^2000..].Trim();
}
