namespace Monitas.Agent.Wiping.Wire;

/// <summary>How far a disk is with a Sanitize command, by its own word.</summary>
/// <param name="Stage">Where it stands.</param>
/// <param name="Part">How much is done: 0 to 1.</param>
internal readonly record struct SanitizeState(SanitizeStage Stage, double Part);

/// <summary>Where a Sanitize command stands.</summary>
internal enum SanitizeStage
{
    /// <summary>No such command was ever given, or the disk does not say how the last one ended.</summary>
    Idle,

    /// <summary>At work.</summary>
    Running,

    /// <summary>The last one has ended well.</summary>
    Done,

    /// <summary>The last one has failed.</summary>
    Failed,

    /// <summary>The disk takes none until the next time that it gets power.</summary>
    Frozen,
}
