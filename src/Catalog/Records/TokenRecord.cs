using System;

namespace Monitas.Catalog.Records;

/// <summary>A one-time token with which a machine may enrol.</summary>
public sealed record TokenRecord
{
    /// <summary>The digest of the token's secret.</summary>
    public required SecretDigest Secret { get; init; }

    /// <summary>The name that the machine will have.</summary>
    public required string MachineName { get; init; }

    /// <summary>When the token was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>From when on the token is no longer valid.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>When it was used; null while it may still be used.</summary>
    public DateTimeOffset? Used { get; init; }
}
