using System;

namespace Monitas.BootServer.Alerts;

/// <summary>Something that the sysadmin is to hear of.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Time">When it was seen.</param>
/// <param name="Machine">The machine that it is about; empty for none.</param>
/// <param name="Text">One sentence or two: what, and what to do.</param>
internal sealed record Alert(AlertKind Kind, DateTimeOffset Time, string Machine, string Text);

/// <summary>Kinds of alerts.</summary>
internal enum AlertKind
{
    /// <summary>A job has failed.</summary>
    Failed,

    /// <summary>A machine's newest archive is too old.</summary>
    Overdue,

    /// <summary>The store is nearly full.</summary>
    StoreNearlyFull,

    /// <summary>Damage was found in a volume.</summary>
    Damaged,

    /// <summary>A machine is new.</summary>
    FirstSeen,

    /// <summary>Somebody tries whether alerts arrive.</summary>
    Test,
}
