using System;
using System.Collections.Generic;
using Monitas.Contracts.Ids;
using Monitas.Contracts.Machines;

namespace Monitas.Catalog.Records;

/// <summary>What the catalog knows of one machine. It holds nothing for each file: that is in manifests.</summary>
public sealed record MachineRecord
{
    /// <summary>The id.</summary>
    public required MachineId Id { get; init; }

    /// <summary>The name by which the sysadmin calls it; unique, compared without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>The group that the sysadmin has put it into, in lower case; empty when none.</summary>
    public string Group { get; init; } = "";

    /// <summary>Its MAC addresses: lower case with colons.</summary>
    public IReadOnlyList<string> MacAddresses { get; init; } = [];

    /// <summary>Those of <see cref="MacAddresses"/> that the sysadmin has given it and that its agent has not told yet.</summary>
    public IReadOnlyList<string> AwaitedCards { get; init; } = [];

    /// <summary>The SMBIOS UUID in RFC 9562 text form, lower case; empty when unknown.</summary>
    public string SmbiosUuid { get; init; } = "";

    /// <summary>The SMBIOS serial number; empty when unknown.</summary>
    public string SerialNumber { get; init; } = "";

    /// <summary>What the agent said in its last hello, live or in the boot image; null before the first.</summary>
    public MachineFacts? Facts { get; init; }

    /// <summary>What the agent said in its last hello on the machine's own system; null before the first.</summary>
    public MachineFacts? LiveFacts { get; init; }

    /// <summary>Where the agent ran at its last hello.</summary>
    public AgentEnvironment Environment { get; init; }

    /// <summary>The agent's version at its last hello; empty before the first.</summary>
    public string AgentVersion { get; init; } = "";

    /// <summary>When the agent was last heard of; null when never.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>The digest of the credential of the agent on the machine's own system; null before the enrolment.</summary>
    public SecretDigest? Credential { get; init; }

    /// <summary>When the machine was added.</summary>
    public required DateTimeOffset Created { get; init; }
}
