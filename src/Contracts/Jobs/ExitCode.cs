namespace Monitas.Contracts.Jobs;

/// <summary>The exit codes of every command of server and agent.</summary>
public enum ExitCode
{
    /// <summary>Done.</summary>
    Done = 0,

    /// <summary>Failed; standard error says why.</summary>
    Failed = 1,

    /// <summary>The command was called wrongly.</summary>
    BadUsage = 2,

    /// <summary>Done, with warnings.</summary>
    Warnings = 3,

    /// <summary>Refused: not approved, not allowed, or not safe.</summary>
    Refused = 4,

    /// <summary>The daemon or the server cannot be reached.</summary>
    Unreachable = 5,
}
