using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Monitas.BootServer.Alerts;

/// <summary>What was told already, and what is still to be sent; kept in the state directory.</summary>
internal sealed record AlertMemory
{
    /// <summary>The highest number of a job that was looked at; null before the first look, of which nothing is told.</summary>
    public long? LastJob { get; init; }

    /// <summary>The jobs that were not over at the last look.</summary>
    public IReadOnlyList<long> OpenJobs { get; init; } = [];

    /// <summary>The machines that are known.</summary>
    public IReadOnlyList<string> Machines { get; init; } = [];

    /// <summary>When it was last told that a machine is overdue, by the machine's id.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Overdue { get; init; } = new Dictionary<string, DateTimeOffset>();

    /// <summary>Was it told that the store is nearly full?</summary>
    public bool StoreNearlyFull { get; init; }

    /// <summary>The damaged volumes that were told of.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];

    /// <summary>What is to be sent, by its way: "mail", "webhook".</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Alert>> Pending { get; init; } = new Dictionary<string, IReadOnlyList<Alert>>();

    /// <summary>When something was last sent, or tried, by its way.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Tried { get; init; } = new Dictionary<string, DateTimeOffset>();
}

/// <summary>JSON for <see cref="AlertMemory"/> and for what is posted.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(AlertMemory))]
[JsonSerializable(typeof(Sending.WebhookMessage))]
[JsonSerializable(typeof(Sending.SlackMessage))]
internal sealed partial class AlertJson : JsonSerializerContext;
