using System;

namespace Monitas.Catalog.Records;

/// <summary>A person who may sign in to the web console.</summary>
public sealed record UserRecord
{
    /// <summary>The name; unique, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The password's salted hash, in the framework's format. The password itself is nowhere.</summary>
    public required string PasswordHash { get; init; }

    /// <summary>Changes with the password: what was signed in with another one is signed out.</summary>
    public required string Stamp { get; init; }

    /// <summary>When the user was added.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When the user signed in last; null when never.</summary>
    public DateTimeOffset? LastSignIn { get; init; }
}
