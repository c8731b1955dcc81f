using System.Collections.Generic;
using System.Text.Json.Serialization;
using Monitas.Contracts.Layouts;
using Monitas.Contracts.Plans;
using Monitas.Contracts.Wiping;

namespace Monitas.Contracts.Messages;

/// <summary>JSON for all contract types, made at compile time (the agent has no reflection).</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, AllowOutOfOrderMetadataProperties = true)]
[JsonSerializable(typeof(AgentMessage))]
[JsonSerializable(typeof(ServerMessage))]
[JsonSerializable(typeof(EnrollRequest))]
[JsonSerializable(typeof(EnrollReply))]
[JsonSerializable(typeof(PairingReply))]
[JsonSerializable(typeof(ArchiveReceipt))]
[JsonSerializable(typeof(ErrorReply))]
[JsonSerializable(typeof(MachineLayout))]
[JsonSerializable(typeof(RebuildPlan))]
[JsonSerializable(typeof(WipePlan))]
[JsonSerializable(typeof(RebuildKeys))]
[JsonSerializable(typeof(IReadOnlyList<Difference>))]
public sealed partial class ContractsJson : JsonSerializerContext;
