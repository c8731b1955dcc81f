using System.Collections.Generic;

namespace Monitas.Contracts.Messages;

/// <summary>The answer to POST <see cref="Routes.RebuildKeys"/>: a passphrase for each LUKS device that the approved plan makes. Kept in memory only.</summary>
public sealed record RebuildKeys
{
    /// <summary>The passphrases.</summary>
    public required IReadOnlyList<RebuildKey> Keys { get; init; }
}

/// <summary>The passphrase of one LUKS device.</summary>
public sealed record RebuildKey
{
    /// <summary>The device's UUID.</summary>
    public required string Uuid { get; init; }

    /// <summary>The passphrase; its UTF-8 bytes are what cryptsetup is given.</summary>
    public required string Passphrase { get; init; }

    /// <summary>Without the passphrase, so that no log can show it.</summary>
    public override string ToString() => $"passphrase of {Uuid}";
}
