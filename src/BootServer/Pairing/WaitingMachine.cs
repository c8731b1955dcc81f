using System;
using Monitas.BootServer.Boot;
using Monitas.Catalog.Records;
using Monitas.Contracts.Machines;

namespace Monitas.BootServer.Pairing;

/// <summary>An unknown PC that was given a pairing secret.</summary>
internal sealed record WaitingMachine
{
    /// <summary>The code on its screen.</summary>
    public required string Code { get; init; }

    /// <summary>The digest of its secret.</summary>
    public required SecretDigest Secret { get; init; }

    /// <summary>The card that it booted from.</summary>
    public required MacAddress Mac { get; init; }

    /// <summary>When the secret was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>When its agent asked last; null before it has asked: nobody sees the code yet.</summary>
    public DateTimeOffset? LastAsked { get; init; }

    /// <summary>Its address; empty before it has asked.</summary>
    public string Address { get; init; } = "";

    /// <summary>Its agent's version; empty before it has asked.</summary>
    public string AgentVersion { get; init; } = "";

    /// <summary>What its agent told; null before it has asked.</summary>
    public MachineFacts? Facts { get; init; }
}
