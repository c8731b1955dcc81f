using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Monitas.BootServer.Dhcp;

/// <summary>What stands in the lease file, as JSON. Its neighbour, the journal, has one line of <see cref="Lease"/> for each later change.</summary>
/// <param name="Version">1.</param>
/// <param name="Leases">The leases that were acknowledged.</param>
/// <param name="Declined">The addresses that rest.</param>
internal sealed record LeaseFile(int Version, IReadOnlyList<LeaseFile.Lease> Leases, IReadOnlyList<LeaseFile.Rest> Declined)
{
    /// <summary>The version that is written.</summary>
    public const int CurrentVersion = 1;

    /// <summary>One lease.</summary>
    /// <param name="Mac">The card, with colons; in the journal empty for an address that rests.</param>
    /// <param name="Address">The address, dotted.</param>
    /// <param name="Expires">Until when (UTC); in the journal the earliest of all times for a lease that was given up.</param>
    internal sealed record Lease(string Mac, string Address, DateTimeOffset Expires);

    /// <summary>One address in use by a stranger.</summary>
    /// <param name="Address">The address, dotted.</param>
    /// <param name="Until">Until when it rests (UTC).</param>
    internal sealed record Rest(string Address, DateTimeOffset Until);
}

/// <summary>How the lease file is read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LeaseFile))]
[JsonSerializable(typeof(LeaseFile.Lease))]
internal sealed partial class LeaseFileJson : JsonSerializerContext;
