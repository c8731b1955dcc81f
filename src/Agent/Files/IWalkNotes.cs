using System;

namespace Monitas.Agent.Files;

/// <summary>Where walking, reading and writing tell what did not go as it should.</summary>
internal interface IWalkNotes
{
    /// <summary>Something worth a line in the log, but no reason to worry.</summary>
    void Note(ReadOnlySpan<byte> path, string what);

    /// <summary>Something that the sysadmin should know.</summary>
    void Warn(ReadOnlySpan<byte> path, string what);
}
