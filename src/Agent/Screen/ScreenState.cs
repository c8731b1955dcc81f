using System;
using System.Collections.Immutable;
using Monitas.Contracts.Messages;

namespace Monitas.Agent.Screen;

/// <summary>All that the boot image's screen shows at one moment.</summary>
internal sealed record ScreenState
{
    /// <summary>The machine's name; empty before the server has told it.</summary>
    public string MachineName { get; init; } = "";

    /// <summary>The server's address.</summary>
    public string Server { get; init; } = "";

    /// <summary>The connection in one sentence.</summary>
    public string Connection { get; init; } = "Looking for the server ...";

    /// <summary>True when <see cref="Connection"/> tells of trouble.</summary>
    public bool Trouble { get; init; }

    /// <summary>What an unknown PC shows until the sysadmin approves it; null on a machine that the server knows.</summary>
    public PairingScreen? Pairing { get; init; }

    /// <summary>The job, such as "Rebuild (job 12)"; empty before there is one.</summary>
    public string Job { get; init; } = "";

    /// <summary>The newest progress of the job.</summary>
    public JobProgress? Progress { get; init; }

    /// <summary>The step at hand, such as "Step 3 of 9: Make ext4 ..."; the progress's own text may be a path inside that step.</summary>
    public string Step { get; init; } = "";

    /// <summary>When the phase of <see cref="Progress"/> began.</summary>
    public DateTimeOffset PhaseBegan { get; init; }

    /// <summary>The last lines: notices, steps, warnings.</summary>
    public ImmutableList<ScreenLine> Lines { get; init; } = [];

    /// <summary>The job's end in one sentence; empty while it runs.</summary>
    public string Result { get; init; } = "";

    /// <summary>How to show <see cref="Result"/>.</summary>
    public bool Failed { get; init; }
}

/// <summary>The screen of a PC that the server does not know.</summary>
/// <param name="Code">Its pairing code.</param>
/// <param name="Server">The server's address.</param>
/// <param name="Advice">What the sysadmin has to type, in one sentence.</param>
/// <param name="Self">This PC in lines: model, serial number, cards.</param>
internal sealed record PairingScreen(string Code, string Server, string Advice, ImmutableList<string> Self);

/// <summary>One line of the screen's log.</summary>
/// <param name="Time">When.</param>
/// <param name="Text">What.</param>
/// <param name="Warning">To be marked as a warning.</param>
internal sealed record ScreenLine(DateTimeOffset Time, string Text, bool Warning);
