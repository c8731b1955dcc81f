using System.Collections.Generic;

namespace Monitas.Lab.Scenario;

/// <summary>How 'a dead PC comes back' went on one kind of firmware. This is what the demo prints with --json.</summary>
public sealed record ComebackResult
{
    /// <summary>"bios" or "uefi".</summary>
    public required string Firmware { get; init; }

    /// <summary>Did all of it hold?</summary>
    public required bool Ok { get; init; }

    /// <summary>What went wrong; empty when all held.</summary>
    public required string Error { get; init; }

    /// <summary>From power-on to login, in order of time.</summary>
    public required IReadOnlyList<TimelineEntry> Timeline { get; init; }

    /// <summary>How many bytes of files were brought back.</summary>
    public required long Bytes { get; init; }

    /// <summary>Bytes of content a second: of the backup, and of the restore.</summary>
    public required IReadOnlyDictionary<string, double> Rates { get; init; }

    /// <summary>What differs from the listing before the loss and must not.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>How many differences were found that may be: logs, boot loader, what changes at every start.</summary>
    public required int AllowedDifferences { get; init; }

    /// <summary>The directory with logs, pictures of the screen and listings.</summary>
    public required string Folder { get; init; }
}
