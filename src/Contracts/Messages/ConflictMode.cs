namespace Monitas.Contracts.Messages;

/// <summary>What a restore does where the target holds something already. Directories are always shared.</summary>
public enum ConflictMode
{
    /// <summary>The archive's version takes its place.</summary>
    Overwrite,

    /// <summary>What was changed after the archived version stays as it is.</summary>
    KeepNewer,

    /// <summary>What is there stays as it is, and the archive's version is put beside it under another name, unless both are the same.</summary>
    KeepBoth,
}
